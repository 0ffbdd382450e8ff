package app

import (
	"context"
	"os"
	"time"

	"siegel/internal/config"
	"siegel/internal/doctor"
	"siegel/internal/texts"
	"siegel/locales"
)

// examine prints what the doctor finds. The code is 0, 1 with a warning, 2 with a failure.
func examine(ctx context.Context, in input) error {
	catalogues, err := texts.Load(locales.Files)
	if err != nil {
		return err
	}
	c, fault := config.Check(in.values)
	findings := doctor.Examine(ctx, doctor.Installation{
		Config: c, ConfigError: fault, Texts: catalogues, Machine: os.DirFS("/"), Now: time.Now,
		ProxyConfig: in.flags.Lookup("proxy-config").Value.String(),
	})
	print := doctor.Print
	if in.flags.Lookup("json").Value.String() == "true" {
		print = doctor.PrintJSON
	}
	if err := print(in.Stdout, findings); err != nil {
		return err
	}
	if worst := doctor.Worst(findings); worst != doctor.OK {
		return exitCode(worst)
	}
	return nil
}
