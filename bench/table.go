package main

import (
	"fmt"
	"io"
	"strings"
)

// row is one line of the table: what is measured, what is wanted, and what it was on each database.
type row struct {
	work, goal string
	is         map[string]string
}

// table keeps its rows in the order in which they came.
type table struct {
	columns []string
	rows    []*row
}

func (t *table) add(column, work, goal, is string) {
	for _, r := range t.rows {
		if r.work == work {
			r.is[column] = is
			return
		}
	}
	t.rows = append(t.rows, &row{work, goal, map[string]string{column: is}})
}

// print writes it as Markdown, so that it can stand in README.md as it is.
func (t *table) print(out io.Writer) {
	line := func(cells ...string) { _, _ = fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | ")) }
	line(append([]string{"work", "goal"}, t.columns...)...)
	line(strings.Split(strings.Repeat("---,", len(t.columns)+1)+"---", ",")...)
	for _, r := range t.rows {
		cells := []string{r.work, r.goal}
		for _, c := range t.columns {
			cells = append(cells, r.is[c])
		}
		line(cells...)
	}
}
