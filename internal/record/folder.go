package record

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"time"
)

// Bounds of the folder. What is too much for a day is not recorded, and the last of a disk belongs to letters.
const (
	MaxFile  = 16 << 20  // bytes; then the next file begins
	MaxFiles = 4         // of a day
	LeftFree = 512 << 20 // bytes
)

// Errors of Write.
var (
	ErrFull = errors.New("record: the disk has too little room left")
	ErrMuch = errors.New("record: too much for one day")
)

// Folder is where the files are: one for each day, or a few.
type Folder struct {
	Path string
	Days int                                // how long a file is kept after its day
	Free func(folder string) (uint64, bool) // room for the folder, if it is known
}

// head is the first line of each file.
const head = "date,time,file,kib,outcome,browser\n"

// Write appends the rows of a span to the file of its day, all of them or none. now decides whether the day is kept at all.
func (f Folder) Write(s Span, now time.Time) error {
	if !f.keeps(s.From, now) {
		return nil
	}
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return err
	}
	if free, known := f.Free(f.Path); known && free < LeftFree {
		return ErrFull
	}
	dir, err := os.OpenRoot(f.Path)
	if err != nil {
		return err
	}
	defer func() { _ = dir.Close() }()
	text := s.text()
	for n := 1; n <= MaxFiles; n++ {
		size := int64(0)
		info, err := dir.Lstat(name(s.From, n))
		switch {
		case err == nil && !info.Mode().IsRegular():
			return errors.New("record: something that is no file is in its place")
		case err == nil:
			size = info.Size()
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
		if size+int64(len(text)) <= MaxFile {
			return added(dir, name(s.From, n), size, text)
		}
	}
	return ErrMuch
}

// added appends, and takes back what was only half written.
func added(dir *os.Root, name string, size int64, text []byte) error {
	file, err := dir.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	if size == 0 {
		text = append([]byte(head), text...)
	}
	_, err = file.Write(text)
	if err != nil {
		err = errors.Join(err, file.Truncate(size))
	}
	return errors.Join(err, file.Close())
}

// text is the rows as lines. Nothing in them needs to be quoted: patterns hold no comma.
func (s Span) text() []byte {
	var out bytes.Buffer
	until := s.Until.Format("15:04")
	if midnight(s.Until) != midnight(s.From) {
		until = "24:00"
	}
	for _, row := range s.Rows {
		fmt.Fprintf(&out, "%s,%s-%s,%s,%d,%s,%s\n", s.From.Format(time.DateOnly), s.From.Format("15:04"), until, row.File, row.KiB, row.Outcome, row.Browser)
	}
	return out.Bytes()
}

// name is that of the n-th file of a day.
func name(day time.Time, n int) string {
	return fmt.Sprintf("access-%s-%d.csv", day.Format(time.DateOnly), n)
}

var named = regexp.MustCompile(`^access-(\d{4}-\d\d-\d\d)-(\d+)\.csv$`)

// keeps says whether files of a day may be there. Days that have not come are those of a wrong clock, and would stay too long.
func (f Folder) keeps(day, now time.Time) bool {
	return !midnight(day).Before(f.oldest(now)) && !midnight(day).After(midnight(now.UTC()).AddDate(0, 0, 1))
}

func (f Folder) oldest(now time.Time) time.Time { return midnight(now.UTC()).AddDate(0, 0, -f.Days) }

// Expire deletes the files that have been kept long enough. A folder that is not there has none.
func (f Folder) Expire(now time.Time) error {
	old, err := f.files(func(day time.Time) bool { return !f.keeps(day, now) })
	for _, file := range old {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}

// Old counts the files that should have gone. Anything that is no record is not counted, and not touched.
func (f Folder) Old(now time.Time) (int, error) {
	old, err := f.files(func(day time.Time) bool { return !f.keeps(day, now) })
	return len(old), err
}

func (f Folder) files(which func(day time.Time) bool) (paths []string, err error) {
	entries, err := os.ReadDir(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, entry := range entries {
		parts := named.FindStringSubmatch(entry.Name())
		if parts == nil || !entry.Type().IsRegular() {
			continue
		}
		if _, err := strconv.Atoi(parts[2]); err != nil {
			continue
		}
		if day, err := time.Parse(time.DateOnly, parts[1]); err == nil && which(day) {
			paths = append(paths, f.Path+string(os.PathSeparator)+entry.Name())
		}
	}
	return paths, err
}
