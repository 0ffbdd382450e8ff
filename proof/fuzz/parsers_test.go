package fuzz

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// parsers are the functions that read what comes from outside, by package, each with the target that feeds it. Those without one say why.
var parsers = map[string]map[string]string{
	"internal/api": {
		"readCookie": "FuzzHead", "number": "FuzzHead", "named": "FuzzHead",
		"agency": "FuzzRequest", "anyBody": "FuzzRequest", "body": "FuzzRequest", "draft": "FuzzRequest", "getManifest": "FuzzRequest", "getMember": "FuzzRequest",
		"pathID": "FuzzRequest", "stretch": "FuzzRequest", "takeBack": "FuzzRequest",
		"checkCode": "FuzzRequest", "checkName": "FuzzRequest", "checkWraps": "FuzzRequest", "checkWay": "FuzzRequest", "check": "FuzzRequest",
	},
	"internal/backup": {
		"begin": "FuzzArchive", "readHeadline": "FuzzArchive", "readLine": "FuzzArchive", "readRow": "FuzzArchive", "readValue": "FuzzArchive", "Read": "FuzzArchive",
		"Open": "- opens by age, and then begin", "open": "- age's own", "Check": "- opens, and reads what FuzzArchive reads", "parse": "- names of files in the operator's own folder",
		"ParseRecipients": "- the operator's own keys, read by age", "LoadIdentities": "- the operator's own keys, read by age", "ReadKeysNote": "- the operator's own folder",
	},
	"internal/config": {
		"ReadAgency": "FuzzAgency", "Check": "FuzzAgency", "checkTopics": "FuzzAgency", "checkTexts": "FuzzAgency", "checkPromise": "FuzzAgency", "checkClosing": "FuzzAgency",
		"checkPauses": "FuzzAgency", "checkHolidays": "FuzzAgency", "checkQuestions": "FuzzAgency",
		"Load": "FuzzFile", "readFile": "FuzzFile", "plain": "FuzzFile", "origin": "FuzzFile", "prefixes": "FuzzFile", "hostOf": "FuzzFile",
		"readEnvironment": "- the operator's own environment, read by the same checks as the file",
		"ReadLogo":        "FuzzLogo", "checkAlt": "FuzzLogo", "logoOf": "FuzzLogo", "pngSize": "FuzzLogo", "webpSize": "FuzzLogo",
		"Mask": "- the operator's own database address, read by the standard library",
	},
	"internal/counsel": {"ParseDate": "FuzzWords", "ParseID": "FuzzWords", "ParseMarks": "FuzzWords", "ParseRoles": "FuzzWords", "UnmarshalText": "FuzzWords"},
	"internal/notifier": {
		"open": "FuzzWellFormed", "wellFormed": "FuzzWellFormed", "only": "FuzzWellFormed", "Open": "- the operator's own folder", "openShelf": "- the operator's own folder",
		"read": "- a row of the notifier's own",
	},
	"internal/opener": {
		"unpack": "FuzzUnpacked", "check": "FuzzUnpacked", "take": "FuzzUnpacked", "Open": "- opens by age, and then unpack", "ParseKey": "- typed by whoever opens, read by age",
		"ParsePassphrase": "FuzzPassphrase", "ReadAt": "- a file of whoever opens, for age to read",
		"openBox": "FuzzSealed", "openPadded": "FuzzSealed", "openFile": "FuzzSealed", "openAttachment": "- opens by openFile, and then compares",
	},
	"internal/promise": {"ParseClock": "FuzzSettings", "parseDay": "FuzzSettings", "readWeek": "FuzzSettings"},
	"internal/rest": {
		"Open": "FuzzOpen", "OpenArch": "FuzzOpen", "read": "FuzzOpen", "Load": "- four files, each read by read", "loaded": "- keys that read has read",
	},
	"internal/sg1": {
		"CheckAgeFile": "FuzzCheckAgeFile", "CheckBox": "FuzzCheckBox", "CheckName": "FuzzCheckName", "CheckPadded": "FuzzCheckBox", "CheckFile": "FuzzCheckFile",
		"CheckEraseOrder": "FuzzEraseOrder", "ReadEraseOrder": "FuzzEraseOrder", "readErase": "FuzzEraseOrder",
		"CheckRecord": "FuzzDirectory", "CheckSetup": "FuzzDirectory", "Decode": "FuzzDecode", "DecodeBody": "FuzzDecodeBody", "Next": "FuzzDirectory", "Add": "FuzzDirectory",
		"Open": "FuzzDirectory", "ReadManifest": "FuzzDirectory", "UnmarshalText": "FuzzWords", "Verify": "FuzzVerify", "VerifyDirectory": "FuzzVerifyDirectory",
		"checkLetters": "FuzzCheckName", "decode": "FuzzDecode", "decode64": "FuzzWords", "parse": "FuzzDecode", "readEnvelope": "FuzzDirectory", "readManifest": "FuzzDirectory",
		"readRoots": "FuzzDirectory",
	},
	"internal/site": {
		"parseAddr": "FuzzScrub", "sender": "FuzzScrub", "scrubHeaders": "FuzzScrub", "mask": "FuzzMask", "reason": "FuzzMask",
		"languageOf": "FuzzPage", "accepts": "FuzzPage", "find": "FuzzPage", "parts": "FuzzPage", "fromOwnPages": "FuzzPage", "exitTarget": "FuzzPage",
		"LoadAssets": "- what is built into the binary", "loadTemplates": "- what is built into the binary", "read": "- what is built into the binary", "reading": "FuzzPage",
		"parseHex": "- a colour that config has checked",
	},
	"internal/store": {
		"heard": "FuzzHeard", "readEvent": "FuzzHeard",
		"readRow": "- a row of the store's own", "readCase": "- a row of the store's own", "read": "- a transaction", "open": "FuzzOpen of internal/rest", "openPostgres": "- opens a pool",
		"openToLook": "- opens a database", "checkKeys": "- the store's own check values",
	},
	"internal/visits": {"ParseID": "FuzzRead", "ParsePage": "FuzzRead", "Read": "FuzzRead"},
	"internal/work":   {"Check": "FuzzCheck", "reckoned": "FuzzCheck"},
}

// verbs begin the names of what reads. A function of these packages that is called so must stand in the list.
var verbs = regexp.MustCompile(`^(?i)(parse|read|decode|unmarshal|verify|check|open|load|heard|mask|scrub)`)

// outward are the types in which bytes come in.
var outward = regexp.MustCompile(`^(\[\]byte|string|\[\]string|\*http\.Request|http\.Header|fs\.FS|\[\]any|any)$`)

func TestEveryParserHasATarget(t *testing.T) {
	targets := map[string][]string{}
	for _, one := range found(t) {
		targets[one.folder] = append(targets[one.folder], one.name)
	}
	named := map[string]bool{}
	for folder, list := range parsers {
		functions, reading := functionsOf(t, folder)
		for name, target := range list {
			if !functions[name] {
				t.Errorf("%s: there is no function %s; take it out of the list", folder, name)
			}
			if !strings.HasPrefix(target, "- ") && !strings.Contains(target, " of ") && !slices.Contains(targets[folder], target) {
				t.Errorf("%s: %s is fed by %s, which does not exist", folder, name, target)
			}
			named[folder+"."+target] = true
		}
		for _, name := range reading {
			if list[name] == "" {
				t.Errorf("%s: %s reads what may come from outside: name its fuzz target in parsers_test.go, or say why it needs none", folder, name)
			}
		}
	}
	for folder, names := range targets {
		for _, name := range names {
			if !named[folder+"."+name] {
				t.Errorf("%s: %s feeds nothing that parsers_test.go knows", folder, name)
			}
			if files, _ := filepath.Glob(filepath.Join("..", "..", folder, "testdata", "fuzz", name, "*")); len(files) == 0 {
				t.Errorf("%s: %s has no corpus in testdata", folder, name)
			}
		}
	}
}

// functionsOf gives all functions of a package, and those that are called like a parser and take something from outside.
func functionsOf(t *testing.T, folder string) (all map[string]bool, reading []string) {
	t.Helper()
	all = map[string]bool{}
	for _, f := range files(t, folder, false) {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			all[fn.Name.Name] = true
			if verbs.MatchString(fn.Name.Name) && takes(fn) {
				reading = append(reading, fn.Name.Name)
			}
		}
	}
	return all, reading
}

func takes(fn *ast.FuncDecl) bool {
	for _, p := range fn.Type.Params.List {
		if outward.MatchString(written(p.Type)) {
			return true
		}
	}
	return false
}

// written is a type as it stands in the source, as far as outward needs it.
func written(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.StarExpr:
		return "*" + written(x.X)
	case *ast.ArrayType:
		if x.Len == nil {
			return "[]" + written(x.Elt)
		}
	case *ast.SelectorExpr:
		return written(x.X) + "." + x.Sel.Name
	}
	return "?"
}

// target is one fuzz target.
type target struct{ folder, name string }

// found are all targets of the tree.
func found(t *testing.T) (list []target) {
	t.Helper()
	top := filepath.Join("..", "..")
	err := filepath.WalkDir(top, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); name == "node_modules" || name == "testdata" || name == "tools" || strings.HasPrefix(name, ".") && path != top {
			return filepath.SkipDir
		}
		folder, err := filepath.Rel(top, path)
		if err != nil {
			return err
		}
		for _, f := range files(t, folder, true) {
			for _, decl := range f.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Fuzz") {
					list = append(list, target{filepath.ToSlash(folder), fn.Name.Name})
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func files(t *testing.T, folder string, tests bool) (list []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "..", folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") != tests {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	return list
}
