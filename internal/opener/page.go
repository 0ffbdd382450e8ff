package opener

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

// perPage is how many lines one file holds (spec/export.md).
const perPage = 500

func pageOf(lines []Line, n int) []Line {
	return lines[min(n*perPage, len(lines)):min((n+1)*perPage, len(lines))]
}

// named gives messages.json, then messages-2.json, …
func named(name string, n int) string {
	if n == 0 {
		return name
	}
	base, end, _ := strings.Cut(name, ".")
	return fmt.Sprintf("%s-%d.%s", base, n+1, end)
}

// Nothing runs in the page and nothing is fetched, whoever opens it where.
const (
	policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
	style  = `body{font:16px/1.5 system-ui,sans-serif;margin:2em;background:#fbfaf7;color:#1e2328}table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.4em .6em;vertical-align:top;text-align:left}td.text{white-space:pre-wrap;overflow-wrap:anywhere}time{white-space:nowrap}ul{margin:.4em 0 0;padding-left:1.2em}@media print{body{margin:0;background:none}tr{break-inside:avoid}}`
)

// escaped leaves no markup, and nothing that a terminal would obey.
func escaped(text string) string {
	var out strings.Builder
	for _, c := range text {
		switch {
		case strings.ContainsRune(`&<>"'`, c):
			fmt.Fprintf(&out, "&#%d;", c)
		case unicode.IsControl(c) && c != '\n' && c != '\t':
			out.WriteRune(unicode.ReplacementChar)
		default:
			out.WriteRune(c)
		}
	}
	return out.String()
}

func table(w Words, lines []Line) string {
	var out strings.Builder
	out.WriteString("<table><thead><tr>")
	for _, head := range []string{w.From, w.To, w.Time, w.Text, w.Files} {
		fmt.Fprintf(&out, `<th scope="col">%s</th>`, escaped(head))
	}
	out.WriteString("</tr></thead><tbody>")
	for i, l := range lines {
		if i > 0 {
			out.WriteByte('\n')
		}
		text := escaped(l.Text)
		if l.State == stateSealed {
			text = "<em>" + escaped(w.Unread) + "</em>"
		}
		fmt.Fprintf(&out, `<tr><td>%s</td><td>%s</td><td><time>%s</time></td><td class="text" dir="auto">%s</td><td>%s</td></tr>`,
			escaped(l.From), escaped(l.To), escaped(l.Time), text, attached(w, l.Files))
	}
	out.WriteString("</tbody></table>")
	return out.String()
}

func attached(w Words, files []Attached) string {
	if len(files) == 0 {
		return ""
	}
	var out strings.Builder
	for _, f := range files {
		if f.File == nil {
			fmt.Fprintf(&out, "<li>%s (%s)</li>", escaped(f.Name), escaped(w.Missing))
			continue
		}
		folder, name, _ := strings.Cut(*f.File, "/")
		fmt.Fprintf(&out, `<li><a href="%s" download>%s</a></li>`, escaped(folder+"/"+url.PathEscape(name)), escaped(f.Name))
	}
	return "<ul>" + out.String() + "</ul>"
}

// page is the page that people read: any browser shows it, without a network, today and in thirty years.
func page(w Words, messages, notes []Line, pages int) []byte {
	var others, below strings.Builder
	if pages > 1 {
		others.WriteString("<nav>")
		for n := range pages {
			fmt.Fprintf(&others, `<a href="%s">%d</a> `, named("case.html", n), n+1)
		}
		others.WriteString("</nav>\n")
	}
	if len(notes) > 0 {
		fmt.Fprintf(&below, "<h2>%s</h2>\n%s", escaped(w.Notes), table(w, notes))
	}
	return fmt.Appendf(nil, `<!doctype html>
<html lang="%s"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="%s"><meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">
<title>%[3]s</title><style>%[4]s</style></head>
<body><h1>%[3]s</h1>
%[5]s%[6]s
%[7]s
</body></html>
`, escaped(w.Lang), escaped(policy), escaped(w.Title), style, others.String(), table(w, messages), below.String())
}
