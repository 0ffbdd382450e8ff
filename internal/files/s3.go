package files

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// S3 keeps parts in a bucket of a store that speaks S3, an object each. It asks four things only: put, get, delete, list (version 2); and the doctor a fifth, whether versions are kept.
type S3 struct {
	endpoint, bucket, region string
	keys                     aws.Credentials
	signer                   *v4.Signer
	web                      *http.Client
}

// NewS3 uses a bucket, which must exist. Endpoint: scheme and host.
func NewS3(endpoint, bucket, region, access, secret string) *S3 {
	to := http.DefaultTransport.(*http.Transport).Clone()
	to.ResponseHeaderTimeout = 30 * time.Second
	to.Proxy = nil                                                                              // the keys go where the setting says, and nowhere else
	noRedirect := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // kill: S.S3.new-s3-no-redirect
	return &S3{
		endpoint, bucket, region, aws.Credentials{AccessKeyID: access, SecretAccessKey: secret},
		v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }), &http.Client{Transport: to, CheckRedirect: noRedirect},
	}
}

// unsigned stands for the hash of a body that is streamed: the line is TLS, and whoever changes a part is found out by its readers.
const unsigned = "UNSIGNED-PAYLOAD"

// ask sends a signed request. Close the body of the answer.
func (s *S3) ask(ctx context.Context, method, key string, query url.Values, body io.Reader, size int64) (*http.Response, error) {
	if size == 0 {
		body = nil // with a body that is empty, Go would not say its length
	}
	at := s.endpoint + "/" + s.bucket
	if key != "" {
		at += "/" + key
	}
	if len(query) > 0 {
		at += "?" + query.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, method, at, body)
	if err != nil {
		return nil, away("the S3 store's address") // kill: S.S3.ask-address
	}
	r.ContentLength = size
	r.Header.Set("X-Amz-Content-Sha256", unsigned)
	if err := s.signer.SignHTTP(ctx, s.keys, r, unsigned, "s3", s.region, time.Now()); err != nil {
		return nil, away("the S3 store's signature") // kill: S.S3.ask-signature
	}
	answer, err := s.web.Do(r)
	if err != nil {
		return nil, away("the S3 store does not answer") // kill: S.S3.ask-no-answer
	}
	return answer, nil
}

// done reads the end of an answer that must have this status.
func done(answer *http.Response, status int) error {
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // so that the connection is used again
	_ = answer.Body.Close()
	return statusOf(answer, status)
}

func statusOf(answer *http.Response, status int) error {
	switch answer.StatusCode {
	case status:
		return nil
	case http.StatusInsufficientStorage:
		return full() // kill: S.S3.status-of-full
	}
	return away("the S3 store says " + strconv.Itoa(answer.StatusCode)) // kill: S.S3.status-of-away
}

// Put implements Parts: an object appears whole or not at all.
func (s *S3) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	from := &source{r: r, left: size}
	answer, err := s.ask(ctx, http.MethodPut, key, nil, from, size)
	if err != nil {
		return errors.Join(from.err, err)
	}
	return errors.Join(from.err, done(answer, http.StatusOK))
}

// Get implements Parts.
func (s *S3) Get(ctx context.Context, key string) (io.ReadCloser, error) {
	answer, err := s.ask(ctx, http.MethodGet, key, nil, nil, 0)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode == http.StatusNotFound {
		_ = answer.Body.Close()
		return nil, ErrMissing // kill: S.S3.get-missing
	}
	if err := statusOf(answer, http.StatusOK); err != nil {
		_ = answer.Body.Close()
		return nil, err
	}
	return answer.Body, nil
}

// Delete implements Parts, one object after the other: a file has eleven at most.
func (s *S3) Delete(ctx context.Context, prefix string) error {
	return s.List(ctx, prefix, func(key string, _ int64) error {
		answer, err := s.ask(ctx, http.MethodDelete, key, nil, nil, 0)
		if err != nil {
			return err
		}
		return done(answer, http.StatusNoContent)
	})
}

// listed is one page of a list.
type listed struct {
	Contents []struct {
		Key  string
		Size int64
	}
	NextContinuationToken string
}

// maxPage bounds the text of one page, in bytes: it holds 1000 keys.
const maxPage = 4 << 20

// List implements Parts.
func (s *S3) List(ctx context.Context, prefix string, each func(key string, size int64) error) error {
	query := url.Values{"list-type": {"2"}, "prefix": {prefix}}
	for {
		var page listed
		if err := s.page(ctx, query, &page); err != nil {
			return err
		}
		for _, o := range page.Contents {
			if err := each(o.Key, o.Size); err != nil {
				return err
			}
		}
		if page.NextContinuationToken == "" {
			return nil
		}
		query.Set("continuation-token", page.NextContinuationToken)
	}
}

// page reads one answer of the bucket itself into what it is to be.
func (s *S3) page(ctx context.Context, query url.Values, into any) error {
	answer, err := s.ask(ctx, http.MethodGet, "", query, nil, 0)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if err := statusOf(answer, http.StatusOK); err != nil {
		return err
	}
	if err := xml.NewDecoder(io.LimitReader(answer.Body, maxPage)).Decode(into); err != nil {
		return away("the S3 store's list") // kill: S.S3.page-unreadable
	}
	return nil
}

// Versioning gives what the store says of the bucket: "" (it never kept versions), "Enabled" or "Suspended". With either of the two a file that is deleted
// stays: with the first as a version under a marker, with the second what was a version before. Errors: away, also where the store does not know the question
// or does not let us ask it.
func (s *S3) Versioning(ctx context.Context) (string, error) {
	var said struct {
		XMLName xml.Name `xml:"VersioningConfiguration"` // a store that overlooks the question answers with a list
		Status  string
	}
	err := s.page(ctx, url.Values{"versioning": {""}}, &said)
	return said.Status, err
}

// readyKey is the object by which Ready looks whether there is room; no id is as short.
const readyKey = "ready"

// Ready implements Parts: it writes and removes an object.
func (s *S3) Ready(ctx context.Context) error {
	if err := s.Put(ctx, readyKey, io.LimitReader(zeros{}, 1), 1); err != nil {
		return err
	}
	answer, err := s.ask(ctx, http.MethodDelete, readyKey, nil, nil, 0)
	if err != nil {
		return err
	}
	return done(answer, http.StatusNoContent)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// String keeps the secret out of whatever prints the store.
func (s *S3) String() string { return fmt.Sprintf("S3 %s/%s", s.endpoint, s.bucket) }
