package doctor

import (
	"io/fs"
	"strings"
)

// memory looks at how the memory of the server could get onto a disk: in it are, while a request runs, a name and an address (PROTOCOL 2.13).
func (e *examination) memory() {
	e.coreDumps()
	e.swap()
}

// read gives a file of the kernel; "" on machines that have none.
func (e *examination) read(path string) string {
	text, err := fs.ReadFile(e.Machine, path)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// coreDumps: the server forbids its own core file. A program that takes cores over a pipe is asked in spite of that; systemd's keeps to it.
func (e *examination) coreDumps() {
	pattern := e.read("proc/sys/kernel/core_pattern")
	program, piped := strings.CutPrefix(pattern, "|")
	program, _, _ = strings.Cut(strings.TrimSpace(program), " ")
	if piped && !strings.HasSuffix(program, "/systemd-coredump") {
		e.warn("core dumps", "sysctl kernel.core_pattern=core; the server forbids files of its own", "the kernel hands the memory of a crashed program to %s", program)
		return
	}
	e.ok("core dumps", "the server forbids them")
}

// units are where the shipped systemd unit says that it may not be swapped out.
var units = []string{"sys/fs/cgroup/system.slice/siegel.service/memory.swap.max"}

func (e *examination) swap() {
	lines := strings.Split(e.read("proc/swaps"), "\n") // the first is the heading
	if len(lines) < 2 {
		e.ok("swap", "the machine has none")
		return
	}
	for _, unit := range units {
		if e.read(unit) == "0" {
			e.ok("swap", "the server's unit is never swapped out")
			return
		}
	}
	e.warn("swap", "MemorySwapMax=0 in the unit (deploy/systemd), or swapoff", "memory of the server may get onto the swap disk")
}
