package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/hashicorp/raft"
)

// connections carries the Raft over the port of the HTTP API, as the database has no other.
type connections struct {
	address  string
	incoming chan net.Conn
	tls      *tls.Config
	request  func(*http.Request)
	open     func() bool
}

func (c *connections) Accept() (net.Conn, error) {
	connection, open := <-c.incoming
	if !open {
		return nil, errors.New("closed")
	}
	return connection, nil
}

func (c *connections) Close() error   { return nil }
func (c *connections) Addr() net.Addr { return name(c.address) }

type name string

func (n name) Network() string { return "tcp" }
func (n name) String() string  { return string(n) }

func (c *connections) Dial(address raft.ServerAddress, timeout time.Duration) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: timeout}
	var connection net.Conn
	var err error
	if c.tls != nil {
		connection, err = tls.DialWithDialer(dialer, "tcp", string(address), c.tls)
	} else {
		connection, err = dialer.Dial("tcp", string(address))
	}
	if err != nil {
		return nil, err
	}
	request, _ := http.NewRequest("GET", "http://"+string(address)+"/internal/raft", nil)
	request.Header.Set("Connection", "Upgrade")
	request.Header.Set("Upgrade", "raft")
	c.request(request)
	_ = connection.SetDeadline(time.Now().Add(timeout))
	if err := request.Write(connection); err != nil {
		connection.Close()
		return nil, err
	}
	reader := bufio.NewReader(connection)
	answer, err := http.ReadResponse(reader, request)
	if err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
		connection.Close()
		return nil, fmt.Errorf("%s: no upgrade: %v", address, err)
	}
	_ = connection.SetDeadline(time.Time{})
	return &buffered{connection, reader}, nil
}

type buffered struct {
	net.Conn
	reader *bufio.Reader
}

func (b *buffered) Read(bytes []byte) (int, error) { return b.reader.Read(bytes) }

// upgrade hands the connection of a peer to the Raft.
func (c *connections) upgrade(w http.ResponseWriter, _ *http.Request) {
	if !c.open() {
		http.Error(w, "this member does not take part", http.StatusServiceUnavailable)
		return
	}
	connection, buffer, err := w.(http.Hijacker).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = buffer.WriteString("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: raft\r\n\r\n")
	_ = buffer.Flush()
	c.incoming <- &buffered{connection, buffer.Reader}
}

// clientTLS verifies peers by the authority beside the certificate.
func clientTLS(s settings) *tls.Config {
	if !s.Server.TLSEnabled {
		return nil
	}
	pem, err := os.ReadFile(filepath.Join(filepath.Dir(s.Server.TLSCertPath), "ca.crt"))
	if err != nil {
		return &tls.Config{}
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		fail("ca.crt holds no certificate")
	}
	return &tls.Config{RootCAs: pool}
}
