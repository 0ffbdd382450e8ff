package config

import (
	"fmt"
	"slices"

	"siegel/internal/counsel"
)

var noticeModes = []string{counsel.NoticesHidden, counsel.NoticesOptional, counsel.NoticesMandatory}

// checkNotices looks at what the agency says about notices by mail: whoever reads somebody's mailbox must not learn from it.
func (f AgencyFile) checkNotices() (faults []error) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if !slices.Contains(noticeModes, f.Notices.Asked()) {
		fault("notices.mode: %w", Unknown("mode", f.Notices.Mode, noticeModes))
	}
	for _, lang := range f.Languages {
		if f.Notices.Asked() == counsel.NoticesMandatory && f.Notices.Why[lang] == "" {
			fault("notices.why: people are told why they have to give an address; there is no reason in %q", lang)
		}
	}
	names := counsel.Agency{Short: f.Short, Name: f.Name, Settings: f.Settings}.NoticeNames()
	for lang, words := range f.Notices.Mail {
		if !slices.Contains(f.Languages, lang) {
			fault("notices.mail: %q is not one of the agency's languages", lang)
		}
		if err := words.Fault(names); err != nil {
			fault("notices.mail.%s: %w", lang, err)
		}
	}
	return faults
}
