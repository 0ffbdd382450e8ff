package app

import (
	"context"
	"errors"
)

func createAgency(context.Context, input) error { return errors.New("later") }
func setupLink(context.Context, input) error    { return errors.New("later") }
func listAgencies(context.Context, input) error { return errors.New("later") }
func runDemo(context.Context, input) error      { return errors.New("later") }
