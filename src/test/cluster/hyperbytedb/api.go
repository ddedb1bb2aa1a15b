package main

import (
	"crypto/subtle"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/raft"
)

func (n *node) listen() error {
	routes := http.NewServeMux()
	routes.HandleFunc("/ping", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	routes.HandleFunc("GET /health", n.health)
	routes.HandleFunc("GET /cluster/nodes", n.nodes)
	routes.HandleFunc("GET /cluster/leader", n.leader)
	routes.HandleFunc("GET /cluster/metrics", n.metrics)
	routes.HandleFunc("POST /cluster/membership/add-node", n.add)
	routes.HandleFunc("POST /internal/drain", n.drain)
	routes.HandleFunc("POST /internal/membership/leave", n.leave)
	routes.HandleFunc("POST /internal/membership/left", n.gone)
	routes.HandleFunc("GET /internal/sync/manifest", n.manifest)
	routes.HandleFunc("GET /internal/raft", n.net.upgrade)
	routes.HandleFunc("POST /internal/backup", n.backup)
	routes.HandleFunc("POST /write", n.write)
	routes.HandleFunc("GET /query", n.query)
	routes.HandleFunc("POST /debug/faults", n.misbehave)
	routes.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "hyperbytedb_info{version=%q} 1\nhyperbytedb_wal_last_seq %d\n", version(), n.store.sequence())
	})
	server := &http.Server{
		Addr:    fmt.Sprintf("%s:%d", n.settings.Server.BindAddress, n.settings.Server.Port),
		Handler: n.guarded(routes),
		// Upgrades to the Raft's own protocol are HTTP 1.1.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
		ErrorLog:     log.New(io.Discard, "", 0),
	}
	log.Printf("HyperbyteDB %s (stand-in), member %d, listens on %s", version(), n.id, server.Addr)
	if n.settings.Server.TLSEnabled {
		return server.ListenAndServeTLS(n.settings.Server.TLSCertPath, n.settings.Server.TLSKeyPath)
	}
	return server.ListenAndServe()
}

// guarded asks for user and password, and hangs when told to.
func (n *node) guarded(routes http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.faults.hangs() && r.URL.Path != "/debug/faults" && r.URL.Path != "/internal/raft" {
			<-r.Context().Done()
			return
		}
		open := r.URL.Path == "/ping" || r.URL.Path == "/health"
		if n.settings.Auth.Enabled && !open {
			user, password, _ := r.BasicAuth()
			expected := os.Getenv("HYPERBYTEDB__AUTH__USERNAME") + ":" + os.Getenv("HYPERBYTEDB__AUTH__PASSWORD")
			if subtle.ConstantTimeCompare([]byte(user+":"+password), []byte(expected)) != 1 {
				refuse(w, http.StatusUnauthorized, "who are you?")
				return
			}
		}
		if n.raft == nil && strings.Contains(r.URL.Path, "/membership/") {
			refuse(w, http.StatusServiceUnavailable, "this member is not in the cluster")
			return
		}
		routes.ServeHTTP(w, r)
	})
}

func answer(w http.ResponseWriter, code int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(value)
}

func refuse(w http.ResponseWriter, code int, text string) {
	answer(w, code, map[string]any{"error": text})
}

func (n *node) health(w http.ResponseWriter, _ *http.Request) {
	state := n.state()
	code := http.StatusServiceUnavailable
	if state == "pass" {
		code = http.StatusOK
	}
	answer(w, code, map[string]any{"status": state, "node_id": n.id})
}

func (n *node) nodes(w http.ResponseWriter, _ *http.Request) {
	nodes := []map[string]any{}
	for _, server := range n.servers() {
		state := "active"
		if server.Suffrage != raft.Voter {
			state = "learner"
		}
		nodes = append(nodes, map[string]any{"node_id": number(server.ID), "addr": server.Address, "state": state,
			"self": number(server.ID) == n.id, "last_heartbeat": time.Now().UTC().Format(time.RFC3339)})
	}
	answer(w, http.StatusOK, map[string]any{"nodes": nodes})
}

func (n *node) leader(w http.ResponseWriter, _ *http.Request) {
	told := map[string]any{"leader_id": nil, "leader_addr": nil, "this_node_id": n.id, "is_leader": false, "term": 0}
	if n.raft != nil {
		address, id := n.raft.LeaderWithID()
		term, _ := strconv.Atoi(n.raft.Stats()["term"])
		told["term"] = term
		if id != "" {
			told["leader_id"] = number(id)
			told["leader_addr"] = address
			told["is_leader"] = n.raft.State() == raft.Leader
		}
	}
	answer(w, http.StatusOK, told)
}

func (n *node) metrics(w http.ResponseWriter, _ *http.Request) {
	peers := []string{}
	for _, server := range n.servers() {
		if number(server.ID) != n.id {
			peers = append(peers, string(server.Address))
		}
	}
	answer(w, http.StatusOK, map[string]any{"mode": "raft", "node_addr": n.address, "node_id": n.id, "peers": peers,
		"peer_count": len(peers)})
}

func (n *node) add(w http.ResponseWriter, r *http.Request) {
	var request struct {
		ID      int    `json:"node_id"`
		Address string `json:"addr"`
		Promote *bool  `json:"promote"`
	}
	if !read(w, r, &request) {
		return
	}
	if request.ID < 1 || request.Address == "" || request.Promote == nil {
		refuse(w, http.StatusBadRequest, "node_id, addr and promote are needed")
		return
	}
	if n.raft.State() != raft.Leader {
		_, leader := n.raft.LeaderWithID()
		answer(w, http.StatusServiceUnavailable, map[string]any{"error": "not the leader", "leader_id": number(leader)})
		return
	}
	id := raft.ServerID(strconv.Itoa(request.ID))
	var change raft.IndexFuture
	if *request.Promote {
		change = n.raft.AddVoter(id, raft.ServerAddress(request.Address), 0, 3*time.Second)
	} else {
		change = n.raft.AddNonvoter(id, raft.ServerAddress(request.Address), 0, 3*time.Second)
	}
	if err := change.Error(); err != nil {
		refuse(w, http.StatusServiceUnavailable, err.Error())
		return
	}
	answer(w, http.StatusOK, map[string]any{"node_id": request.ID})
}

// drain takes no more writes and hands on what is there: the leadership, and every entry to the end of the log.
func (n *node) drain(w http.ResponseWriter, _ *http.Request) {
	if n.faults.refuses() {
		refuse(w, http.StatusConflict, "a transfer is in progress")
		return
	}
	n.draining.Store(true)
	if n.raft == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if n.raft.State() == raft.Leader && len(n.servers()) > 1 {
			_ = n.raft.LeadershipTransfer().Error()
			continue
		}
		if n.raft.AppliedIndex() >= n.raft.CommitIndex() {
			w.WriteHeader(http.StatusNoContent)
			return
		}
	}
	refuse(w, http.StatusInternalServerError, "the log was not handed on in time")
}

func (n *node) leave(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var request struct {
		ID int `json:"node_id"`
	}
	if err := json.Unmarshal(body, &request); err != nil || request.ID < 1 {
		refuse(w, http.StatusBadRequest, "node_id is needed")
		return
	}
	if n.raft.State() != raft.Leader {
		n.forward(w, r, body)
		return
	}
	var address raft.ServerAddress
	for _, server := range n.servers() {
		if number(server.ID) == request.ID {
			address = server.Address
		}
	}
	if address == "" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if err := n.raft.RemoveServer(raft.ServerID(strconv.Itoa(request.ID)), 0, 3*time.Second).Error(); err != nil {
		refuse(w, http.StatusServiceUnavailable, err.Error())
		return
	}
	told, _ := http.NewRequest("POST", n.url(string(address))+"/internal/membership/left", nil)
	n.sign(told)
	if answer, err := n.client.Do(told); err == nil {
		answer.Body.Close()
	}
	w.WriteHeader(http.StatusNoContent)
}

// gone is told to a member that is none any more: it keeps nothing that would make it vote again.
func (n *node) gone(w http.ResponseWriter, _ *http.Request) {
	n.left.Store(true)
	w.WriteHeader(http.StatusNoContent)
	go func() {
		time.Sleep(200 * time.Millisecond)
		_ = os.RemoveAll(n.settings.Cluster.RaftDir)
		_ = os.RemoveAll(data)
		os.Exit(0)
	}()
}

func (n *node) manifest(w http.ResponseWriter, _ *http.Request) {
	sequence, databases := n.store.manifest()
	if n.faults.diverges() {
		for i := range databases {
			for j := range databases[i].Measurements {
				for k := range databases[i].Measurements[j].Files {
					databases[i].Measurements[j].Files[k] = "other-" + databases[i].Measurements[j].Files[k]
				}
			}
		}
	}
	answer(w, http.StatusOK, map[string]any{"node_id": n.id, "wal_last_seq": sequence, "databases": databases})
}

var line = regexp.MustCompile(`^[a-z_]+(,[a-z_]+=[a-zA-Z0-9_-]+)* [a-z_]+=[-0-9.]+i?(,[a-z_]+=[-0-9.]+i?)* [0-9]+$`)

func (n *node) write(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, n.settings.Server.MaxBodySizeBytes))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, err.Error())
		return
	}
	lines := strings.Split(strings.TrimSpace(string(body)), "\n")
	for _, text := range lines {
		if !line.MatchString(text) {
			refuse(w, http.StatusBadRequest, fmt.Sprintf("unable to parse %q", text))
			return
		}
	}
	if n.draining.Load() || n.raft == nil {
		refuse(w, http.StatusServiceUnavailable, "this member takes no writes")
		return
	}
	if n.raft.State() != raft.Leader {
		n.forward(w, r, body)
		return
	}
	if err := n.apply(command{Database: r.URL.Query().Get("db"), Lines: lines}); err != nil {
		refuse(w, http.StatusServiceUnavailable, err.Error())
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

var count = regexp.MustCompile(`(?i)^select count\(\*\) from "?([a-z_]+)"?$`)

func (n *node) query(w http.ResponseWriter, r *http.Request) {
	found := count.FindStringSubmatch(r.URL.Query().Get("q"))
	if found == nil {
		refuse(w, http.StatusBadRequest, "the stand-in counts only")
		return
	}
	if r.URL.Query().Get("local") == "" {
		if n.raft == nil || n.raft.State() != raft.Leader {
			n.forward(w, r, nil)
			return
		}
		if err := n.raft.Barrier(5 * time.Second).Error(); err != nil {
			refuse(w, http.StatusServiceUnavailable, err.Error())
			return
		}
	}
	answer(w, http.StatusOK, map[string]any{"results": []any{map[string]any{"statement_id": 0, "series": []any{
		map[string]any{"name": found[1], "columns": []string{"time", "count"},
			"values": [][]int{{0, n.store.count(r.URL.Query().Get("db"), found[1])}}}}}}})
}

func read(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return false
	}
	return true
}

// faults are what a test may tell a member to do wrong. That it never rejoins outlasts a restart.
type faults struct {
	mutex       sync.Mutex
	RefuseDrain bool `json:"refuse_drain"`
	NeverRejoin bool `json:"never_rejoin"`
	Diverge     bool `json:"diverge"`
	Hang        bool `json:"hang"`
}

const faultsFile = "/var/lib/hyperbytedb/faults.json"

func (f *faults) load() {
	if content, err := os.ReadFile(faultsFile); err == nil {
		_ = json.Unmarshal(content, f)
	}
}

func (f *faults) refuses() bool  { f.mutex.Lock(); defer f.mutex.Unlock(); return f.RefuseDrain }
func (f *faults) diverges() bool { f.mutex.Lock(); defer f.mutex.Unlock(); return f.Diverge }
func (f *faults) hangs() bool    { f.mutex.Lock(); defer f.mutex.Unlock(); return f.Hang }

func (n *node) misbehave(w http.ResponseWriter, r *http.Request) {
	var told faults
	if !read(w, r, &told) {
		return
	}
	n.faults.mutex.Lock()
	n.faults.RefuseDrain, n.faults.Diverge, n.faults.Hang = told.RefuseDrain, told.Diverge, told.Hang
	n.faults.mutex.Unlock()
	_ = os.Remove(faultsFile)
	if told.NeverRejoin {
		_ = os.WriteFile(faultsFile, []byte(`{"never_rejoin":true}`), 0o644)
	}
	w.WriteHeader(http.StatusNoContent)
}
