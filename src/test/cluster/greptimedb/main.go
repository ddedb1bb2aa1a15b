// A stand-in for GreptimeDB in the tests of the operator, whose image cannot be had where they run. It takes the arguments
// and the configuration that the operator renders, refuses every one that GreptimeDB 0.17 does not have, keeps its
// metadata in the etcd that it is told and its data in the object store that it is told, and answers the SQL of README.md.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

type arguments struct {
	role, rpcBind, rpcServer, http, mysql, postgres, config, metasrv, dataHome string
	nodeID                                                                     int
}

func main() {
	log.SetFlags(log.LstdFlags | log.LUTC)
	if len(os.Args) < 3 || os.Args[2] != "start" {
		fail("usage: greptime metasrv|datanode|frontend start [flags]")
	}
	given := parse(os.Args[1], os.Args[3:])
	settings := readSettings(given)
	switch given.role {
	case "metasrv":
		runMeta(given, settings)
	case "datanode":
		runDatanode(given, settings)
	case "frontend":
		runFrontend(given, settings)
	}
}

// parse knows the flags of each role and no other; a flag that is needed and absent is an error too.
func parse(role string, words []string) arguments {
	given := arguments{role: role, nodeID: -1}
	flags := flag.NewFlagSet(role, flag.ExitOnError)
	needed := map[string]*string{}
	text := func(name string, target *string) {
		flags.StringVar(target, name, "", "")
		needed[name] = target
	}
	text("rpc-bind-addr", &given.rpcBind)
	text("rpc-server-addr", &given.rpcServer)
	text("http-addr", &given.http)
	text("config-file", &given.config)
	switch role {
	case "metasrv":
	case "datanode":
		text("metasrv-addrs", &given.metasrv)
		text("data-home", &given.dataHome)
		flags.IntVar(&given.nodeID, "node-id", -1, "")
	case "frontend":
		text("metasrv-addrs", &given.metasrv)
		text("mysql-addr", &given.mysql)
		text("postgres-addr", &given.postgres)
	default:
		fail("no such role: %s", role)
	}
	_ = flags.Parse(words)
	if flags.NArg() > 0 {
		fail("unexpected argument %q", flags.Arg(0))
	}
	for name, value := range needed {
		if *value == "" {
			fail("--%s is missing", name)
		}
		if strings.Contains(*value, "$(") {
			fail("--%s %s: a variable was not replaced", name, *value)
		}
		if strings.HasSuffix(name, "-addr") {
			if _, _, err := net.SplitHostPort(*value); err != nil {
				fail("--%s: %v", name, err)
			}
		}
	}
	if role == "datanode" && given.nodeID < 0 {
		fail("--node-id is missing")
	}
	return given
}

// serve answers HTTP until the process ends.
func serve(address string, routes *http.ServeMux) {
	for _, path := range []string{"/health", "/ready", "/v1/health"} {
		routes.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "{}") })
	}
	routes.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "greptime_app_version{version=%q} 1\n", version())
	})
	fail("%v", http.ListenAndServe(address, routes))
}

// version is what the image was built as: its program is called greptime-0.17.0.
func version() string {
	_, version, found := strings.Cut(filepath.Base(os.Args[0]), "-")
	if !found {
		return "0.17.0"
	}
	return version
}

func fail(format string, values ...any) {
	fmt.Fprintf(os.Stderr, "Error: "+format+"\n", values...)
	os.Exit(1)
}
