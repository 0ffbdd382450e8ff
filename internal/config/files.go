package config

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// Files says where attachments lie: in a folder, or in a store that speaks S3.
type Files struct {
	Folder string // absolute; "" where S3 is meant
	S3     S3
}

// S3 is a bucket of a store that speaks S3.
type S3 struct {
	Endpoint       string // scheme and host
	Bucket, Region string
	Access, Secret string
}

// filesFolder is where they lie inside the data folder.
const filesFolder = "files"

// filesPlace reads the setting. It never repeats the secret.
func filesPlace(v Values, data, keys string) (Files, error) {
	text := v["files"].Text
	if strings.HasPrefix(text, "s3+") {
		return s3Place(strings.TrimPrefix(text, "s3+"), v["files_access"].Text, v["files_secret"].Text)
	}
	if text == "" {
		return Files{Folder: filepath.Join(data, filesFolder)}, nil
	}
	folder, err := real(text)
	if err != nil {
		return Files{}, err
	}
	if folder == keys || inside(folder, keys) || inside(keys, folder) {
		return Files{}, errors.New("attachments and keys must be two folders, neither inside the other")
	}
	return Files{Folder: folder}, nil
}

func s3Place(text, access, secret string) (Files, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return Files{}, errors.New("s3+https://host/bucket?region=… is expected; the keys have settings of their own")
	}
	bucket, region := strings.Trim(u.Path, "/"), u.Query().Get("region")
	switch {
	case u.Scheme != "https" && (u.Scheme != "http" || !Loopback(u.Hostname())):
		return Files{}, errors.New("must begin with s3+https:// (s3+http:// only for a loopback address)")
	case bucket == "" || strings.Contains(bucket, "/"):
		return Files{}, fmt.Errorf("%s: one bucket is expected behind the host", u.Host)
	case region == "":
		return Files{}, errors.New("the region is missing: ?region=eu-central-1, or what the store calls it")
	case access == "" || secret == "":
		return Files{}, errors.New("files_access and files_secret are needed for an S3 store")
	}
	return Files{S3: S3{Endpoint: u.Scheme + "://" + u.Host, Bucket: bucket, Region: region, Access: access, Secret: secret}}, nil
}
