// What a pod of the stand-in for Greenplum runs besides PostgreSQL: the first process, a way for the tools of one pod to run
// commands in another, which needs the key pair of the cluster, and the stand-in's PXF service.
package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

const tools = "source /usr/local/greenplum-db/greenplum_path.sh\n"

func main() {
	log.SetFlags(log.LstdFlags)
	if len(os.Args) < 2 {
		log.Fatal("gpagent: serve, run HOST SCRIPT, pxf or pxf-status")
	}
	switch os.Args[1] {
	case "first":
		first()
	case "serve":
		serve()
	case "run":
		os.Exit(run(os.Args[2], os.Args[3]))
	case "pxf":
		pxf()
	case "pxf-status":
		pxfStatus()
	default:
		log.Fatalf("gpagent: no such command: %s", os.Args[1])
	}
}

// first is process 1: it takes over what its children leave behind and ends when it is told to, as a container does that is
// killed.
func first() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-stop
		os.Exit(143)
	}()
	child := exec.Command("/usr/local/greenplum-db/bin/gpagent", "serve")
	child.Stdout, child.Stderr = os.Stdout, os.Stderr
	if err := child.Start(); err != nil {
		log.Fatal(err)
	}
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		if err == nil && pid == child.Process.Pid {
			os.Exit(status.ExitStatus())
		}
	}
}

// token proves that its owner has the cluster's private key, which has to belong to the public one beside it.
func token() string {
	private, err := os.ReadFile("/etc/ssh-key/id_rsa")
	if err != nil {
		log.Fatalf("the key pair is missing: %v", err)
	}
	block, _ := pem.Decode(private)
	if block == nil || block.Type != "RSA PRIVATE KEY" {
		log.Fatal("/etc/ssh-key/id_rsa is no RSA PRIVATE KEY")
	}
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		log.Fatalf("/etc/ssh-key/id_rsa: %v", err)
	}
	line, err := os.ReadFile("/etc/ssh-key/id_rsa.pub")
	if err != nil {
		log.Fatal(err)
	}
	words := strings.Fields(string(line))
	if len(words) < 2 || words[0] != "ssh-rsa" {
		log.Fatal("/etc/ssh-key/id_rsa.pub is no ssh-rsa key")
	}
	blob, err := base64.StdEncoding.DecodeString(words[1])
	if err != nil {
		log.Fatalf("/etc/ssh-key/id_rsa.pub: %v", err)
	}
	parts := fields(blob)
	if len(parts) != 3 || !bytes.Equal(bytes.TrimLeft(parts[2], "\x00"), key.N.Bytes()) {
		log.Fatal("/etc/ssh-key/id_rsa.pub does not belong to id_rsa")
	}
	sum := sha256.Sum256(private)
	return hex.EncodeToString(sum[:])
}

// fields reads the parts of a public key; see RFC 4253, section 6.6.
func fields(blob []byte) [][]byte {
	var parts [][]byte
	for len(blob) >= 4 {
		length := int(binary.BigEndian.Uint32(blob))
		if len(blob) < 4+length {
			return nil
		}
		parts = append(parts, blob[4:4+length])
		blob = blob[4+length:]
	}
	return parts
}

func serve() {
	secret := token()
	http.HandleFunc("/run", func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte(secret)) != 1 {
			http.Error(w, "another key", http.StatusForbidden)
			return
		}
		script, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		command := exec.CommandContext(r.Context(), "/bin/bash", "-c", tools+string(script))
		w.Header().Set("Trailer", "Code")
		command.Stdout, command.Stderr = w, w
		code := "0"
		if err := command.Run(); err != nil {
			code = "1"
			fmt.Fprintln(w, err)
		}
		w.Header().Set("Code", code)
	})
	go every("gpbegin", 3*time.Second)
	go every("gpfts", 2*time.Second)
	log.Fatal(http.ListenAndServe(":22", nil))
}

// every runs a tool again and again; what it says goes to the container's log.
func every(tool string, pause time.Duration) {
	for {
		command := exec.Command("/bin/bash", "-c", tools+tool)
		command.Stdout, command.Stderr = os.Stdout, os.Stderr
		if err := command.Run(); err != nil {
			log.Printf("%s: %v", tool, err)
		}
		time.Sleep(pause)
	}
}

// run runs a script in another pod.
func run(host, script string) int {
	client := &http.Client{Timeout: 10 * time.Minute}
	request, err := http.NewRequest(http.MethodPost, "http://"+host+":22/run", strings.NewReader(script))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", token())
	answer, err := client.Do(request)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s cannot be reached: %v\n", host, err)
		return 255
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		fmt.Fprintf(os.Stderr, "%s refuses: %s\n", host, answer.Status)
		return 255
	}
	if _, err := io.Copy(os.Stdout, answer.Body); err != nil {
		return 255
	}
	if answer.Trailer.Get("Code") != "0" {
		return 1
	}
	return 0
}

// pxf answers as long as it was told of a whole source or of none.
func pxf() {
	names := []string{"S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY", "S3_BUCKET", "S3_ENDPOINT", "S3_ENDPOINT_IS_SECURE"}
	set := 0
	for _, name := range names {
		if os.Getenv(name) != "" {
			set++
		}
	}
	if set != 0 && set != len(names) {
		log.Fatalf("pxf: of %v only %d are set", names, set)
	}
	if os.Getenv("PXF_JVM_OPTS") == "" {
		log.Fatal("pxf: PXF_JVM_OPTS is not set")
	}
	http.HandleFunc("/pxf/ProtocolVersion", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, `{"version": "v15"}`)
	})
	log.Fatal(http.ListenAndServe(":5888", nil))
}

func pxfStatus() {
	answer, err := http.Get("http://127.0.0.1:5888/pxf/ProtocolVersion")
	if err != nil || answer.StatusCode != http.StatusOK {
		os.Exit(1)
	}
}
