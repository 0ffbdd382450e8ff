package app

import (
	"siegel/internal/config"
	"siegel/internal/files"
)

// partsOf opens the place of attachments. Nothing is made or asked before the first part comes.
func partsOf(c config.Files) files.Parts {
	if c.Folder == "" && c.S3.Bucket != "" {
		return files.NewS3(c.S3.Endpoint, c.S3.Bucket, c.S3.Region, c.S3.Access, c.S3.Secret)
	}
	return files.NewDisk(c.Folder)
}
