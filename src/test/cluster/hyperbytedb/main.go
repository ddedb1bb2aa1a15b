// A stand-in for HyperbyteDB in the tests of the operator, whose image cannot be had where they run. It takes the arguments,
// the configuration and the environment that the operator renders, refuses every one that it does not know, keeps real state
// by a real Raft, and answers the HTTP API of README.md.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
)

func main() {
	log.SetFlags(log.LstdFlags | log.LUTC)
	flags := flag.NewFlagSet("hyperbytedb", flag.ExitOnError)
	config := flags.String("config", "/etc/hyperbytedb/config.toml", "")
	_ = flags.Parse(os.Args[1:])
	if flags.NArg() < 1 {
		fail("usage: hyperbytedb --config FILE serve|backup|restore")
	}
	settings := readSettings(*config)
	command := flag.NewFlagSet(flags.Arg(0), flag.ExitOnError)
	output := command.String("output", "", "")
	input := command.String("input", "", "")
	_ = command.Parse(flags.Args()[1:])
	if command.NArg() > 0 {
		fail("unexpected argument %q", command.Arg(0))
	}
	switch flags.Arg(0) {
	case "serve":
		if strings.HasPrefix(version(), "9.") {
			fail("this version cannot read the format of the write-ahead log")
		}
		serve(settings, identity())
	case "backup":
		backUp(settings, *output)
	case "restore":
		restore(settings, *input)
	default:
		fail("no such command: %s", flags.Arg(0))
	}
}

// member is who this process is among the others.
type member struct {
	id      int
	address string
}

func identity() member {
	id, err := strconv.Atoi(os.Getenv("HYPERBYTEDB__CLUSTER__NODE_ID"))
	if err != nil || id < 1 {
		fail("HYPERBYTEDB__CLUSTER__NODE_ID=%q is no number from 1", os.Getenv("HYPERBYTEDB__CLUSTER__NODE_ID"))
	}
	address := os.Getenv("HYPERBYTEDB__CLUSTER__CLUSTER_ADDR")
	host, _, err := net.SplitHostPort(address)
	if err != nil || strings.Contains(address, "$(") || !strings.HasSuffix(host, ".svc.cluster.local") {
		fail("HYPERBYTEDB__CLUSTER__CLUSTER_ADDR=%q is no host and port of a member", address)
	}
	return member{id, address}
}

// version is what the image was built as: it has a folder of that name.
func version() string {
	folders, err := os.ReadDir("/opt/hyperbytedb")
	if err != nil || len(folders) != 1 {
		return "unknown"
	}
	return folders[0].Name()
}

func fail(format string, values ...any) {
	fmt.Fprintf(os.Stderr, "Error: "+format+"\n", values...)
	os.Exit(1)
}
