package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const copying = 2 * time.Minute

var connectionKeys = map[string]bool{
	"ENDPOINT": true, "REGION": true, "ACCESS_KEY_ID": true, "SECRET_ACCESS_KEY": true, "SESSION_TOKEN": true,
	"ENABLE_VIRTUAL_HOST_STYLE": true,
}

func init() {
	name := `"?([\w:.@#-]+)"?`
	store := `'(s3://[^']+/)' with \(format='parquet'\)(?: connection \((.*)\))?$`
	statements = append(statements,
		statement{regexp.MustCompile(`(?is)^select schema_name from information_schema\.schemata where schema_name not in \('information_schema', 'pg_catalog', 'greptime_private'\) order by schema_name$`), (*Frontend).databases},
		statement{regexp.MustCompile(`(?is)^select table_name from information_schema\.tables where table_schema = '([^']+)' and table_type = 'BASE TABLE' order by table_name$`), func(f *Frontend, _ string, groups []string) (any, error) {
			return f.tables(groups[0], nil)
		}},
		statement{regexp.MustCompile(`(?is)^show create database ` + name + `$`), func(_ *Frontend, _ string, groups []string) (any, error) {
			return records([]string{"Database", "Create Database"}, [][]any{{groups[0], fmt.Sprintf("CREATE DATABASE IF NOT EXISTS %q", groups[0])}}), nil
		}},
		statement{regexp.MustCompile(`(?is)^show create table ` + name + `\.` + name + `$`), (*Frontend).show},
		statement{regexp.MustCompile(`(?is)^copy database ` + name + ` to ` + store), (*Frontend).copyTo},
		statement{regexp.MustCompile(`(?is)^copy database ` + name + ` from ` + store), (*Frontend).copyFrom},
	)
}

func (f *Frontend) databases(string, []string) (any, error) {
	var names []string
	if err := call(f.metasrv, "Meta.Databases", struct{}{}, &names); err != nil {
		return nil, err
	}
	rows := [][]any{}
	for _, name := range names {
		rows = append(rows, []any{name})
	}
	return records([]string{"schema_name"}, rows), nil
}

func (f *Frontend) show(_ string, groups []string) (any, error) {
	table, err := f.table(groups[0], groups[1])
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf("CREATE TABLE IF NOT EXISTS %q (%s)\n\nENGINE=mito\n", table.Name, table.Columns)
	return records([]string{"Table", "Create Table"}, [][]any{{table.Name, text}}), nil
}

// place is a folder of a bucket as COPY names it.
type place struct {
	client         *minio.Client
	bucket, folder string
}

func (p place) table(name string) string { return p.folder + name + ".parquet" }

// connect knows the keys of CONNECTION and no other.
func connect(folder, connection string) (place, error) {
	options := map[string]string{}
	for _, pair := range regexp.MustCompile(`(\w+)\s*=\s*'((?:[^']|'')*)'`).FindAllStringSubmatch(connection, -1) {
		if !connectionKeys[pair[1]] {
			return place{}, fmt.Errorf("Invalid connection: unknown key %s", pair[1])
		}
		options[pair[1]] = strings.ReplaceAll(pair[2], "''", "'")
	}
	address, err := url.Parse(options["ENDPOINT"])
	if err != nil || address.Host == "" {
		return place{}, fmt.Errorf("Invalid connection: ENDPOINT %q", options["ENDPOINT"])
	}
	lookup := minio.BucketLookupDNS
	if options["ENABLE_VIRTUAL_HOST_STYLE"] == "false" {
		lookup = minio.BucketLookupPath
	}
	client, err := minio.New(address.Host, &minio.Options{
		Creds:        credentials.NewStaticV4(options["ACCESS_KEY_ID"], options["SECRET_ACCESS_KEY"], options["SESSION_TOKEN"]),
		Secure:       address.Scheme == "https",
		Region:       options["REGION"],
		BucketLookup: lookup,
		MaxRetries:   2,
	})
	if err != nil {
		return place{}, err
	}
	bucket, path, _ := strings.Cut(strings.TrimPrefix(folder, "s3://"), "/")
	return place{client, bucket, path}, nil
}

// copyTo writes an object for each table. What is in it is the stand-in's own: a line of JSON for each row.
func (f *Frontend) copyTo(_ string, groups []string) (any, error) {
	store, err := connect(groups[1], groups[2])
	if err != nil {
		return nil, err
	}
	limit, cancel := context.WithTimeout(context.Background(), copying)
	defer cancel()
	tables, err := f.all()
	if err != nil {
		return nil, err
	}
	count := 0
	for _, table := range tables {
		if table.Database != groups[0] {
			continue
		}
		rows, err := f.rows(table)
		if err != nil {
			return nil, err
		}
		content := &bytes.Buffer{}
		for _, row := range rows {
			_ = json.NewEncoder(content).Encode(row)
		}
		if _, err := store.client.PutObject(limit, store.bucket, store.table(table.Name), content, int64(content.Len()), minio.PutObjectOptions{}); err != nil {
			return nil, fmt.Errorf("failed to write %s: %w", store.table(table.Name), err)
		}
		count += len(rows)
	}
	return affected(count), nil
}

// copyFrom reads them into tables that exist; a row that is there already is written over.
func (f *Frontend) copyFrom(_ string, groups []string) (any, error) {
	store, err := connect(groups[1], groups[2])
	if err != nil {
		return nil, err
	}
	limit, cancel := context.WithTimeout(context.Background(), copying)
	defer cancel()
	count := 0
	for object := range store.client.ListObjects(limit, store.bucket, minio.ListObjectsOptions{Prefix: store.folder}) {
		if object.Err != nil {
			return nil, fmt.Errorf("failed to list %s: %w", store.folder, object.Err)
		}
		name, found := strings.CutSuffix(strings.TrimPrefix(object.Key, store.folder), ".parquet")
		if !found {
			continue
		}
		table, err := f.table(groups[0], name)
		if err != nil {
			return nil, err
		}
		reader, err := store.client.GetObject(limit, store.bucket, object.Key, minio.GetObjectOptions{})
		if err != nil {
			return nil, err
		}
		rows, err := lines(reader)
		if err != nil {
			return nil, fmt.Errorf("failed to read %s: %w", object.Key, err)
		}
		address, err := f.address(table.Node)
		if err != nil {
			return nil, err
		}
		var merged int
		if err := call(address, "Datanode.Merge", Write{table.Region, rows}, &merged); err != nil {
			return nil, err
		}
		count += len(rows)
	}
	return affected(count), nil
}

func lines(reader io.ReadCloser) ([]string, error) {
	defer reader.Close()
	var rows []string
	for decoder := json.NewDecoder(reader); ; {
		var row string
		if err := decoder.Decode(&row); err == io.EOF {
			return rows, nil
		} else if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
}
