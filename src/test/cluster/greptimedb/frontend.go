package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Frontend answers SQL over HTTP; its other ports accept connections and say which protocol they stand for.
type Frontend struct{ metasrv string }

func runFrontend(given arguments, _ settings) {
	front := &Frontend{metasrv: given.metasrv}
	var nodes []Node
	if err := call(given.metasrv, "Meta.Nodes", "datanode", &nodes); err != nil {
		fail("metasrv %s: %v", given.metasrv, err)
	}
	go every(3*time.Second, func() {
		_ = call(given.metasrv, "Meta.Heartbeat",
			Node{Role: "frontend", Address: given.rpcServer, Version: version()}, &struct{}{})
	})
	for name, address := range map[string]string{"grpc": given.rpcBind, "mysql": given.mysql, "postgres": given.postgres} {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			fail("%s: %v", name, err)
		}
		go func() {
			for {
				if connection, err := listener.Accept(); err == nil {
					fmt.Fprintf(connection, "stand-in %s\n", name)
					_ = connection.Close()
				}
			}
		}()
	}
	log.Printf("frontend %s is ready", version())
	routes := http.NewServeMux()
	routes.HandleFunc("/v1/sql", front.sql)
	routes.HandleFunc("/v1/prometheus/write", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})
	serve(given.http, routes)
}

type statement struct {
	pattern *regexp.Regexp
	run     func(f *Frontend, database string, groups []string) (any, error)
}

func records(columns []string, rows [][]any) any {
	schema := []map[string]string{}
	for _, column := range columns {
		schema = append(schema, map[string]string{"name": column, "data_type": "String"})
	}
	return map[string]any{"records": map[string]any{"schema": map[string]any{"column_schemas": schema}, "rows": rows}}
}

func affected(count int) any { return map[string]any{"affectedrows": count} }

var statements = []statement{
	{regexp.MustCompile(`(?is)^create database (?:if not exists )?"?(\w+)"?$`), func(f *Frontend, _ string, groups []string) (any, error) {
		return affected(1), call(f.metasrv, "Meta.CreateDatabase", groups[0], &struct{}{})
	}},
	{regexp.MustCompile(`(?is)^create table (?:if not exists )?"?([\w:.@#-]+)"?\s*\((.*time index.*)\)(?:\s+engine=mito)?$`), (*Frontend).create},
	{regexp.MustCompile(`(?is)^insert into (\w+)(?:\s*\([^)]*\))? values\s*(.*)$`), (*Frontend).insert},
	{regexp.MustCompile(`(?is)^select count\(\*\) from "?([\w:.@#-]+)"?$`), (*Frontend).count},
	{regexp.MustCompile(`(?is)^show tables$`), (*Frontend).tables},
	{regexp.MustCompile(`(?is)^select region_id, peer_id from information_schema\.region_peers$`), (*Frontend).peers},
	{regexp.MustCompile(`(?is)^select peer_id, peer_type, peer_addr, version from information_schema\.cluster_info$`), (*Frontend).nodes},
	{regexp.MustCompile(`(?is)^admin migrate_region\((\d+), (\d+), (\d+)\)$`), (*Frontend).migrate},
	{regexp.MustCompile(`(?is)^admin procedure_state\('([^']+)'\)$`), func(*Frontend, string, []string) (any, error) {
		return records([]string{"procedure_state"}, [][]any{{`{"status":"Done"}`}}), nil
	}},
}

func (f *Frontend) sql(w http.ResponseWriter, request *http.Request) {
	if request.Method == http.MethodPost && !strings.HasPrefix(request.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		http.Error(w, "Form requests must have `Content-Type: application/x-www-form-urlencoded`", http.StatusUnsupportedMediaType)
		return
	}
	text := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(request.FormValue("sql")), ";"))
	database := request.FormValue("db")
	if database == "" {
		database = "public"
	}
	w.Header().Set("Content-Type", "application/json")
	for _, known := range statements {
		if groups := known.pattern.FindStringSubmatch(text); groups != nil {
			output, err := known.run(f, database, groups[1:])
			if err != nil {
				w.WriteHeader(http.StatusInternalServerError)
				_ = json.NewEncoder(w).Encode(map[string]any{"code": 1003, "error": err.Error()})
				return
			}
			_ = json.NewEncoder(w).Encode(map[string]any{"output": []any{output}, "execution_time_ms": 1})
			return
		}
	}
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": 1000, "error": "the stand-in does not know: " + text})
}

func (f *Frontend) all() ([]Table, error) {
	var tables []Table
	err := call(f.metasrv, "Meta.Tables", struct{}{}, &tables)
	return tables, err
}

func (f *Frontend) table(database, name string) (Table, error) {
	tables, err := f.all()
	if err != nil {
		return Table{}, err
	}
	for _, table := range tables {
		if table.Database == database && table.Name == name {
			return table, nil
		}
	}
	return Table{}, fmt.Errorf("table not found: %s.%s", database, name)
}

func (f *Frontend) address(node int) (string, error) {
	var nodes []Node
	if err := call(f.metasrv, "Meta.Nodes", "datanode", &nodes); err != nil {
		return "", err
	}
	for _, found := range nodes {
		if found.ID == node {
			return found.Address, nil
		}
	}
	return "", fmt.Errorf("datanode %d is not available", node)
}

func (f *Frontend) create(database string, groups []string) (any, error) {
	var made Table
	return affected(0), call(f.metasrv, "Meta.Create", Table{Database: database, Name: groups[0], Columns: groups[1]}, &made)
}

func (f *Frontend) insert(database string, groups []string) (any, error) {
	table, err := f.table(database, groups[0])
	if err != nil {
		return nil, err
	}
	address, err := f.address(table.Node)
	if err != nil {
		return nil, err
	}
	var rows []string
	for _, row := range regexp.MustCompile(`\(((?:[^()]|\([^()]*\))*)\)`).FindAllStringSubmatch(groups[1], -1) {
		now := fmt.Sprint(time.Now().UnixNano() + int64(len(rows)))
		rows = append(rows, strings.ReplaceAll(row[1], "now()", now))
	}
	var count int
	if err := call(address, "Datanode.Append", Write{table.Region, rows}, &count); err != nil {
		return nil, err
	}
	return affected(count), nil
}

func (f *Frontend) rows(table Table) ([]string, error) {
	address, err := f.address(table.Node)
	if err != nil {
		return nil, err
	}
	var rows []string
	err = call(address, "Datanode.Rows", table.Region, &rows)
	return rows, err
}

func (f *Frontend) count(database string, groups []string) (any, error) {
	table, err := f.table(database, groups[0])
	if err != nil {
		return nil, err
	}
	rows, err := f.rows(table)
	if err != nil {
		return nil, err
	}
	return records([]string{"count(*)"}, [][]any{{len(rows)}}), nil
}

func (f *Frontend) tables(database string, _ []string) (any, error) {
	tables, err := f.all()
	if err != nil {
		return nil, err
	}
	rows := [][]any{}
	for _, table := range tables {
		if table.Database == database {
			rows = append(rows, []any{table.Name})
		}
	}
	return records([]string{"Tables"}, rows), nil
}

func (f *Frontend) peers(string, []string) (any, error) {
	tables, err := f.all()
	if err != nil {
		return nil, err
	}
	rows := [][]any{}
	for _, table := range tables {
		rows = append(rows, []any{table.Region, table.Node})
	}
	return records([]string{"region_id", "peer_id"}, rows), nil
}

func (f *Frontend) nodes(string, []string) (any, error) {
	rows := [][]any{}
	for _, role := range []string{"datanode", "frontend"} {
		var nodes []Node
		if err := call(f.metasrv, "Meta.Nodes", role, &nodes); err != nil {
			return nil, err
		}
		for _, node := range nodes {
			rows = append(rows, []any{node.ID, strings.ToUpper(role), node.Address, node.Version})
		}
	}
	return records([]string{"peer_id", "peer_type", "peer_addr", "version"}, rows), nil
}

// migrate copies a region over the store, as GreptimeDB does with data that lie there.
func (f *Frontend) migrate(_ string, groups []string) (any, error) {
	region, _ := strconv.Atoi(groups[0])
	from, _ := strconv.Atoi(groups[1])
	to, _ := strconv.Atoi(groups[2])
	tables, err := f.all()
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		if table.Region != region || table.Node != from {
			continue
		}
		old, err := f.address(from)
		if err != nil {
			return nil, err
		}
		next, err := f.address(to)
		if err != nil {
			return nil, err
		}
		if err := call(old, "Datanode.Flush", region, &struct{}{}); err != nil {
			return nil, err
		}
		if err := call(next, "Datanode.Open", region, &struct{}{}); err != nil {
			return nil, err
		}
		table.Node = to
		if err := call(f.metasrv, "Meta.Move", table, &struct{}{}); err != nil {
			return nil, err
		}
		return records([]string{"procedure_id"}, [][]any{{fmt.Sprintf("move-%d-%d-%d", region, from, to)}}), nil
	}
	return nil, fmt.Errorf("region %d is not on datanode %d", region, from)
}
