package files

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// OfDisk gives the code of a failure of the file system.
func OfDisk(err error) error { return ofDisk(err) }

// SetVersioning switches the versions of a bucket, as its owner does.
func (s *S3) SetVersioning(ctx context.Context, state string) error {
	body := "<VersioningConfiguration><Status>" + state + "</Status></VersioningConfiguration>"
	answer, err := s.ask(ctx, http.MethodPut, "", url.Values{"versioning": {""}}, strings.NewReader(body), int64(len(body)))
	if err != nil {
		return err
	}
	return done(answer, http.StatusOK)
}
