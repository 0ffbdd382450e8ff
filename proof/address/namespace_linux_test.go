package address

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"syscall"
)

// setns is the system call that puts a thread into a namespace; the package syscall has no name for it.
var setns = map[string]uintptr{"amd64": 308, "arm64": 268}

// threads are those that live in a namespace, by its name. They stay until the test binary ends: a thread that ends takes with it the processes that
// it once started, if they are to die with their parent.
var threads struct {
	mu sync.Mutex
	in map[string]chan func()
}

// within runs do on a thread inside a namespace. A socket stays in the one in which it was made.
func within(namespace string, do func() error) error {
	if namespace == "" {
		return do()
	}
	thread, err := threadIn(namespace)
	if err != nil {
		return err
	}
	done := make(chan error)
	thread <- func() { done <- do() }
	return <-done
}

func threadIn(namespace string) (chan func(), error) {
	threads.mu.Lock()
	defer threads.mu.Unlock()
	if thread := threads.in[namespace]; thread != nil {
		return thread, nil
	}
	thread, entered := make(chan func()), make(chan error)
	go func() {
		runtime.LockOSThread()
		err := enter(namespace)
		entered <- err
		for err == nil {
			(<-thread)()
		}
		select {} // nobody else may ever run on this thread
	}()
	if err := <-entered; err != nil {
		return nil, err
	}
	if threads.in == nil {
		threads.in = map[string]chan func(){}
	}
	threads.in[namespace] = thread
	return thread, nil
}

func enter(namespace string) error {
	file, err := os.Open("/run/netns/" + namespace)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	if _, _, errno := syscall.RawSyscall(setns[runtime.GOARCH], file.Fd(), syscall.CLONE_NEWNET, 0); errno != 0 {
		return fmt.Errorf("setns: %w", errno)
	}
	return nil
}
