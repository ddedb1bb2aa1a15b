package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/rpc"
	"sort"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// Meta keeps nodes and tables in etcd. The protocol between roles is the stand-in's own: nobody but them speaks it.
type Meta struct {
	etcd   *clientv3.Client
	prefix string
}

// Node is a data node or a frontend that has been heard of lately.
type Node struct {
	Role, Address, Version string
	ID                     int
}

// Table has one region, on one data node.
type Table struct {
	Database, Name, Columns string
	Region, Node            int
}

const patience = 4 * time.Second

func runMeta(given arguments, read settings) {
	client, err := clientv3.New(clientv3.Config{Endpoints: read.StoreAddrs, DialTimeout: patience})
	if err != nil {
		fail("etcd %v: %v", read.StoreAddrs, err)
	}
	meta := &Meta{etcd: client, prefix: "/" + read.StoreKeyPrefix + "/"}
	if _, err := meta.list("nodes/"); err != nil {
		fail("etcd %v: %v", read.StoreAddrs, err)
	}
	listen(given.rpcBind, "Meta", meta)
	log.Printf("metasrv %s is ready, metadata in %v under %s", version(), read.StoreAddrs, meta.prefix)
	routes := http.NewServeMux()
	routes.HandleFunc("/admin/maintenance/", meta.maintenance)
	serve(given.http, routes)
}

// listen serves a receiver's methods.
func listen(address, name string, receiver any) {
	server := rpc.NewServer()
	if err := server.RegisterName(name, receiver); err != nil {
		fail("%v", err)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		fail("%v", err)
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err == nil {
				go server.ServeConn(connection)
			}
		}
	}()
}

// call asks another role once, with a limit.
func call(address, method string, request, answer any) error {
	connection, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		return err
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(2 * patience))
	return rpc.NewClient(connection).Call(method, request, answer)
}

func (m *Meta) list(prefix string) (map[string][]byte, error) {
	limit, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	found, err := m.etcd.Get(limit, m.prefix+prefix, clientv3.WithPrefix())
	if err != nil {
		return nil, err
	}
	values := map[string][]byte{}
	for _, pair := range found.Kvs {
		values[strings.TrimPrefix(string(pair.Key), m.prefix)] = pair.Value
	}
	return values, nil
}

func (m *Meta) put(key string, value any, options ...clientv3.OpOption) error {
	limit, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	content, _ := json.Marshal(value)
	_, err := m.etcd.Put(limit, m.prefix+key, string(content), options...)
	return err
}

// Heartbeat notes a node for a while.
func (m *Meta) Heartbeat(node Node, _ *struct{}) error {
	limit, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	lease, err := m.etcd.Grant(limit, 15)
	if err != nil {
		return err
	}
	return m.put(fmt.Sprintf("nodes/%s/%d", node.Role, node.ID), node, clientv3.WithLease(lease.ID))
}

// Nodes lists those of a role.
func (m *Meta) Nodes(role string, answer *[]Node) error {
	values, err := m.list("nodes/" + role + "/")
	if err != nil {
		return err
	}
	for _, value := range values {
		var node Node
		_ = json.Unmarshal(value, &node)
		*answer = append(*answer, node)
	}
	sort.Slice(*answer, func(i, j int) bool { return (*answer)[i].ID < (*answer)[j].ID })
	return nil
}

// Tables lists all.
func (m *Meta) Tables(_ struct{}, answer *[]Table) error {
	values, err := m.list("tables/")
	if err != nil {
		return err
	}
	for _, value := range values {
		var table Table
		_ = json.Unmarshal(value, &table)
		*answer = append(*answer, table)
	}
	sort.Slice(*answer, func(i, j int) bool { return (*answer)[i].Region < (*answer)[j].Region })
	return nil
}

// CreateDatabase notes a database; public is there from the start.
func (m *Meta) CreateDatabase(name string, _ *struct{}) error { return m.put("databases/"+name, name) }

// Databases lists all.
func (m *Meta) Databases(_ struct{}, names *[]string) error {
	values, err := m.list("databases/")
	if err != nil {
		return err
	}
	values["databases/public"] = nil
	for key := range values {
		*names = append(*names, strings.TrimPrefix(key, "databases/"))
	}
	sort.Strings(*names)
	return nil
}

// Create places a table on the data node that has the fewest; a table that exists is given as it is.
func (m *Meta) Create(table Table, answer *Table) error {
	var tables []Table
	if err := m.Tables(struct{}{}, &tables); err != nil {
		return err
	}
	var nodes []Node
	if err := m.Nodes("datanode", &nodes); err != nil {
		return err
	}
	if len(nodes) == 0 {
		return errors.New("no datanode is available")
	}
	load := map[int]int{}
	for _, found := range tables {
		if found.Database == table.Database && found.Name == table.Name {
			*answer = found
			return nil
		}
		load[found.Node]++
		table.Region = max(table.Region, found.Region)
	}
	sort.SliceStable(nodes, func(i, j int) bool { return load[nodes[i].ID] < load[nodes[j].ID] })
	table.Region++
	table.Node = nodes[0].ID
	*answer = table
	return m.put("tables/"+table.Database+"/"+table.Name, table)
}

// Move says that a region is on another node.
func (m *Meta) Move(table Table, _ *struct{}) error {
	return m.put("tables/"+table.Database+"/"+table.Name, table)
}

func (m *Meta) maintenance(w http.ResponseWriter, request *http.Request) {
	var err error
	switch strings.TrimPrefix(request.URL.Path, "/admin/maintenance/") {
	case "enable":
		err = m.put("maintenance", true)
	case "disable":
		err = m.put("maintenance", false)
	}
	values, failed := m.list("maintenance")
	if err != nil || failed != nil {
		http.Error(w, "etcd does not answer", http.StatusInternalServerError)
		return
	}
	fmt.Fprintf(w, "{\"enabled\":%t}\n", string(values["maintenance"]) == "true")
}
