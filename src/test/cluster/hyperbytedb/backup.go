package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// backUp has the running member write what it holds into a new folder.
func backUp(s settings, output string) {
	if output == "" {
		fail("backup: --output is missing")
	}
	n := &node{settings: s}
	config := clientTLS(s)
	if config != nil {
		config.ServerName = "localhost"
	}
	client := &http.Client{Timeout: 10 * time.Minute, Transport: &http.Transport{TLSClientConfig: config}}
	request, _ := http.NewRequest("POST",
		n.url(fmt.Sprintf("127.0.0.1:%d", s.Server.Port))+"/internal/backup", strings.NewReader(output))
	n.sign(request)
	answer, err := client.Do(request)
	if err != nil {
		fail("backup: %v", err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusOK {
		fail("backup: %s", text)
	}
	fmt.Printf("%s", text)
}

// backup writes files, which never change, as links, and what is not in one yet beside them.
func (n *node) backup(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	output := string(body)
	if entries, err := os.ReadDir(output); err == nil && len(entries) > 0 {
		refuse(w, http.StatusConflict, output+" is not empty")
		return
	}
	if n.raft == nil || n.state() != "pass" {
		refuse(w, http.StatusServiceUnavailable, "this member is "+n.state())
		return
	}
	n.store.mutex.Lock()
	defer n.store.mutex.Unlock()
	files := 0
	for database, measurements := range n.store.state.Databases {
		for name, found := range measurements {
			for _, file := range found.Files {
				path := filepath.Join(database, name, "autogen", file)
				target := filepath.Join(output, "data", path)
				if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
					refuse(w, http.StatusInternalServerError, err.Error())
					return
				}
				if err := os.Link(filepath.Join(data, path), target); err != nil {
					refuse(w, http.StatusInternalServerError, err.Error())
					return
				}
				files++
			}
		}
	}
	content, _ := json.Marshal(n.store.state)
	if err := os.MkdirAll(filepath.Join(output, "meta"), 0o755); err != nil {
		refuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	if err := os.WriteFile(filepath.Join(output, "meta", "state.json"), content, 0o644); err != nil {
		refuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	answer(w, http.StatusOK, map[string]any{"version": version(), "files": files, "wal_last_seq": n.store.state.Sequence})
}

// restore puts a backup in place of what the volume holds; the database must not run.
func restore(s settings, input string) {
	content, err := os.ReadFile(filepath.Join(input, "meta", "state.json"))
	if err != nil {
		fail("restore: %v", err)
	}
	var read state
	if err := json.Unmarshal(content, &read); err != nil {
		fail("restore: %v", err)
	}
	for database, measurements := range read.Databases {
		for name, found := range measurements {
			for _, file := range found.Files {
				if _, err := os.Stat(filepath.Join(input, "data", database, name, "autogen", file)); err != nil {
					fail("restore: %v", err)
				}
			}
		}
	}
	for _, path := range []string{s.Cluster.RaftDir, s.Cluster.ReplicationLogDir, s.Storage.WalDir, data} {
		if err := os.RemoveAll(path); err != nil {
			fail("restore: %v", err)
		}
	}
	if _, err := os.Stat(filepath.Join(input, "data")); err == nil {
		if err := os.Rename(filepath.Join(input, "data"), data); err != nil {
			fail("restore: %v", err)
		}
	}
	if err := os.WriteFile(restored, content, 0o644); err != nil {
		fail("restore: %v", err)
	}
	fmt.Printf("{\"wal_last_seq\":%d}\n", read.Sequence)
}
