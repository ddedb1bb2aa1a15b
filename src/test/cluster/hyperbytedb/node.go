package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/raft"
	raftboltdb "github.com/hashicorp/raft-boltdb/v2"
)

// restored is where `restore` leaves what the first member is to begin with.
const restored = "/var/lib/hyperbytedb/restored.json"

type node struct {
	member
	settings settings
	store    *store
	raft     *raft.Raft
	net      *connections
	client   *http.Client
	draining atomic.Bool
	left     atomic.Bool
	faults   faults
}

func serve(s settings, who member) {
	n := &node{member: who, settings: s, store: newStore()}
	n.net = &connections{address: who.address, incoming: make(chan net.Conn), tls: clientTLS(s), request: n.sign}
	n.net.open = func() bool { return n.raft != nil }
	n.client = &http.Client{
		Timeout:   3 * time.Second,
		Transport: &http.Transport{TLSClientConfig: n.net.tls, DisableKeepAlives: true},
	}
	n.faults.load()
	ended := make(chan error, 1)
	go func() { ended <- n.listen() }()
	if !n.faults.NeverRejoin {
		go func() {
			n.start()
			n.flushing()
		}()
	}
	fail("%v", <-ended)
}

// start begins or goes on as a member, waits to be added as one, or founds the cluster.
func (n *node) start() {
	dir := n.settings.Cluster.RaftDir
	if err := os.MkdirAll(dir, 0o755); err != nil {
		fail("%v", err)
	}
	if n.known() && n.expelled() {
		log.Printf("the others no longer have this member; it begins anew")
		_ = os.RemoveAll(dir)
		_ = os.RemoveAll(data)
		_ = os.MkdirAll(dir, 0o755)
	}
	fresh := !n.known()
	founds := fresh && n.founds()
	for fresh && !founds && !n.welcome() {
		time.Sleep(500 * time.Millisecond)
	}
	logs, err := raftboltdb.NewBoltStore(filepath.Join(dir, "raft.db"))
	if err != nil {
		fail("%v", err)
	}
	snapshots, err := raft.NewFileSnapshotStore(dir, 2, io.Discard)
	if err != nil {
		fail("%v", err)
	}
	election := 2 * time.Duration(n.settings.Cluster.RaftElectionTimeoutMs) * time.Millisecond
	config := raft.DefaultConfig()
	config.LocalID = raft.ServerID(strconv.Itoa(n.id))
	config.HeartbeatTimeout = election
	config.ElectionTimeout = election
	config.LeaderLeaseTimeout = election / 2
	config.SnapshotThreshold = uint64(max(n.settings.Cluster.RaftSnapshotThreshold, 8))
	config.SnapshotInterval = 5 * time.Second
	config.TrailingLogs = 64
	config.LogLevel = "WARN"
	config.ShutdownOnRemove = false
	transport := raft.NewNetworkTransport(n.net, 2, 5*time.Second, io.Discard)
	started, err := raft.NewRaft(config, n.store, logs, logs, snapshots, transport)
	if err != nil {
		fail("%v", err)
	}
	n.raft = started
	if founds {
		log.Printf("this member founds the cluster")
		n.raft.BootstrapCluster(raft.Configuration{Servers: []raft.Server{
			{ID: config.LocalID, Address: raft.ServerAddress(n.address)}}})
	}
	// One that ended before it had taken it has it still.
	n.takeRestored()
}

func (n *node) known() bool {
	_, err := os.Stat(filepath.Join(n.settings.Cluster.RaftDir, "raft.db"))
	return err == nil
}

// founds is true of the first peer, unless another one has a leader already.
func (n *node) founds() bool {
	if n.settings.Cluster.Peers[0] != n.address {
		return false
	}
	for _, peer := range n.settings.Cluster.Peers[1:] {
		var answer struct {
			Leader *int `json:"leader_id"`
		}
		if n.ask(peer, "/cluster/leader", &answer) == nil && answer.Leader != nil {
			return false
		}
	}
	return true
}

// seat tells how a leader among the peers lists this member: as active, as a learner, or not at all; found is false when
// no leader answers.
func (n *node) seat() (state string, found bool) {
	for _, peer := range n.settings.Cluster.Peers {
		if peer == n.address {
			continue
		}
		var leader struct {
			Is bool `json:"is_leader"`
		}
		var answer struct {
			Nodes []struct {
				ID    int    `json:"node_id"`
				State string `json:"state"`
			} `json:"nodes"`
		}
		if n.ask(peer, "/cluster/leader", &leader) != nil || !leader.Is || n.ask(peer, "/cluster/nodes", &answer) != nil {
			continue
		}
		for _, other := range answer.Nodes {
			if other.ID == n.id {
				return other.State, true
			}
		}
		return "", true
	}
	return "", false
}

// expelled is true when the others no longer have this member.
func (n *node) expelled() bool {
	state, found := n.seat()
	return found && state == ""
}

// welcome is true when a member without its data may take part: not while the others still count on the vote of the one
// that it was.
func (n *node) welcome() bool {
	state, found := n.seat()
	return found && state != "active"
}

// takeRestored begins the cluster with what a backup held; the others get it from here.
func (n *node) takeRestored() {
	content, err := os.ReadFile(restored)
	if err != nil {
		return
	}
	// A leader refuses this until it has applied what it was elected with.
	for n.raft.State() != raft.Leader || n.raft.Barrier(5*time.Second).Error() != nil {
		time.Sleep(50 * time.Millisecond)
	}
	meta := &raft.SnapshotMeta{Version: raft.SnapshotVersionMax, Size: int64(len(content)), Index: 1, Term: 1}
	if err := n.raft.Restore(meta, bytes.NewReader(content), 30*time.Second); err != nil {
		fail("restore: %v", err)
	}
	_ = os.Remove(restored)
}

// flushing has the leader turn what was written into files.
func (n *node) flushing() {
	for range time.Tick(time.Duration(n.settings.Flush.IntervalSecs) * time.Second) {
		if n.raft.State() == raft.Leader && n.store.dirty() {
			n.apply(command{Flush: true})
		}
	}
}

func (n *node) apply(entry command) error {
	bytes, _ := json.Marshal(entry)
	result := n.raft.Apply(bytes, 5*time.Second)
	if err := result.Error(); err != nil {
		return err
	}
	if err, failed := result.Response().(error); failed {
		return err
	}
	return nil
}

func (n *node) servers() []raft.Server {
	if n.raft == nil {
		return nil
	}
	configuration := n.raft.GetConfiguration()
	if configuration.Error() != nil {
		return nil
	}
	return configuration.Configuration().Servers
}

// state is what the member says of itself.
func (n *node) state() string {
	if n.left.Load() {
		return "leaving"
	}
	for _, server := range n.servers() {
		if server.ID != raft.ServerID(strconv.Itoa(n.id)) {
			continue
		}
		if n.draining.Load() {
			return "draining"
		}
		_, leader := n.raft.LeaderWithID()
		if server.Suffrage == raft.Voter && leader != "" && n.raft.AppliedIndex()+16 >= n.raft.CommitIndex() {
			return "pass"
		}
		return "syncing"
	}
	return "joining"
}

func (n *node) url(address string) string {
	if n.settings.Server.TLSEnabled {
		return "https://" + address
	}
	return "http://" + address
}

// sign adds who asks, as peers ask for that too.
func (n *node) sign(request *http.Request) {
	if n.settings.Auth.Enabled {
		request.SetBasicAuth(os.Getenv("HYPERBYTEDB__AUTH__USERNAME"), os.Getenv("HYPERBYTEDB__AUTH__PASSWORD"))
	}
}

func (n *node) ask(address, path string, into any) error {
	request, _ := http.NewRequest("GET", n.url(address)+path, nil)
	n.sign(request)
	answer, err := n.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	return json.NewDecoder(answer.Body).Decode(into)
}

// forward passes a request on to the leader, once.
func (n *node) forward(w http.ResponseWriter, r *http.Request, body []byte) {
	address, id := n.raft.LeaderWithID()
	if address == "" || r.Header.Get("X-Forwarded") != "" {
		refuse(w, http.StatusServiceUnavailable, "there is no leader")
		return
	}
	request, _ := http.NewRequest(r.Method, n.url(string(address))+r.URL.RequestURI(), bytes.NewReader(body))
	request.Header.Set("X-Forwarded", strconv.Itoa(n.id))
	n.sign(request)
	answer, err := n.client.Do(request)
	if err != nil {
		refuse(w, http.StatusServiceUnavailable, fmt.Sprintf("leader %s: %v", id, err))
		return
	}
	defer answer.Body.Close()
	w.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(w, answer.Body)
}

func number(id raft.ServerID) int {
	value, _ := strconv.Atoi(strings.TrimSpace(string(id)))
	return value
}
