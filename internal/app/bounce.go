package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"siegel/internal/notice"
	"siegel/internal/notifier"
)

// bounce takes a mail that a mail server hands us because it came back, and tells the notifier which address does not work. What is no report of a
// final failure (an answer of a person, or of a machine that is on holiday) is dropped unread.
func bounce(ctx context.Context, in input) error {
	if len(in.args) != 1 {
		return errors.New("usage: siegel notifier bounce RECIPIENT < MAIL")
	}
	local, _, _ := strings.Cut(in.args[0], "@")
	_, token, found := strings.Cut(local, "+")
	if !found || !notifier.Undeliverable(os.Stdin) {
		return nil
	}
	secret, err := notice.ReadSecret(in.values["notifier_secret"].Text)
	if err != nil {
		return fmt.Errorf("notifier_secret: %w", err)
	}
	_, err = notice.New(in.values["notifier"].Text, secret, "").Bounce(ctx, token)
	return err
}
