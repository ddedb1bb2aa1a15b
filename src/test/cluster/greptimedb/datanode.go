package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Datanode keeps each region's rows in a log on its volume and copies them to the object store.
type Datanode struct {
	lock   sync.Mutex
	folder string
	store  *minio.Client
	bucket string
	root   string
}

// Write is rows for a region.
type Write struct {
	Region int
	Rows   []string
}

func runDatanode(given arguments, read settings) {
	node := &Datanode{folder: read.Wal.Dir, bucket: read.Storage.Bucket, root: read.Storage.Root}
	if err := os.MkdirAll(node.folder, 0o755); err != nil {
		fail("data home: %v", err)
	}
	if read.Storage.Type == "S3" && read.Storage.Endpoint != "" {
		node.open(read)
	}
	beat := func() error {
		return call(given.metasrv, "Meta.Heartbeat",
			Node{Role: "datanode", ID: given.nodeID, Address: given.rpcServer, Version: version()}, &struct{}{})
	}
	if err := beat(); err != nil {
		fail("metasrv %s: %v", given.metasrv, err)
	}
	go every(3*time.Second, func() {
		if err := beat(); err != nil {
			log.Printf("metasrv %s: %v", given.metasrv, err)
		}
	})
	listen(given.rpcBind, "Datanode", node)
	log.Printf("datanode %d %s is ready", given.nodeID, version())
	serve(given.http, http.NewServeMux())
}

func every(period time.Duration, do func()) {
	for range time.Tick(period) {
		do()
	}
}

// open checks that the store lets this node list, write, read and delete, and ends the program with the store's words.
func (d *Datanode) open(read settings) {
	address, err := url.Parse(read.Storage.Endpoint)
	if err != nil {
		fail("storage.endpoint: %v", err)
	}
	client, err := minio.New(address.Host, &minio.Options{
		Creds:        credentials.NewEnvAWS(),
		Secure:       address.Scheme == "https",
		Region:       read.Storage.Region,
		BucketLookup: minio.BucketLookupPath,
		MaxRetries:   2,
	})
	if err != nil {
		fail("storage: %v", err)
	}
	d.store = client
	limit, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	key := path.Join(d.root, "probe-"+fmt.Sprint(time.Now().UnixNano()))
	if _, err := client.PutObject(limit, d.bucket, key, strings.NewReader("1"), 1, minio.PutObjectOptions{}); err != nil {
		fail("storage: bucket %s: %v", d.bucket, err)
	}
	if err := client.RemoveObject(limit, d.bucket, key, minio.RemoveObjectOptions{}); err != nil {
		fail("storage: bucket %s: %v", d.bucket, err)
	}
}

func (d *Datanode) file(region int) string { return fmt.Sprintf("%s/region-%d.log", d.folder, region) }

// Append writes rows to the volume before it says so, and to the store when it can.
func (d *Datanode) Append(write Write, count *int) error {
	d.lock.Lock()
	defer d.lock.Unlock()
	file, err := os.OpenFile(d.file(write.Region), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	for _, row := range write.Rows {
		line, _ := json.Marshal(row)
		if _, err := file.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	*count = len(write.Rows)
	return file.Sync()
}

// Merge writes the rows that are not there yet.
func (d *Datanode) Merge(write Write, count *int) error {
	var rows []string
	if err := d.Rows(write.Region, &rows); err != nil {
		return err
	}
	known := map[string]bool{}
	for _, row := range rows {
		known[row] = true
	}
	var absent []string
	for _, row := range write.Rows {
		if !known[row] {
			absent = append(absent, row)
		}
	}
	return d.Append(Write{write.Region, absent}, count)
}

// Flush copies a region to the store.
func (d *Datanode) Flush(region int, _ *struct{}) error {
	d.lock.Lock()
	defer d.lock.Unlock()
	content, err := os.ReadFile(d.file(region))
	if err != nil || d.store == nil {
		return err
	}
	limit, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	_, err = d.store.PutObject(limit, d.bucket, path.Join(d.root, fmt.Sprintf("data/region-%d", region)),
		bytes.NewReader(content), int64(len(content)), minio.PutObjectOptions{})
	return err
}

// Open takes a region over from the store.
func (d *Datanode) Open(region int, _ *struct{}) error {
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.store == nil {
		return nil
	}
	return d.store.FGetObject(context.Background(), d.bucket, path.Join(d.root, fmt.Sprintf("data/region-%d", region)),
		d.file(region), minio.GetObjectOptions{})
}

// Rows gives all rows of a region.
func (d *Datanode) Rows(region int, rows *[]string) error {
	d.lock.Lock()
	defer d.lock.Unlock()
	file, err := os.Open(d.file(region))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var row string
		if json.Unmarshal(lines.Bytes(), &row) == nil {
			*rows = append(*rows, row)
		}
	}
	return lines.Err()
}
