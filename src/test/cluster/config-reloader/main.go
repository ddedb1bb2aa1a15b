// A stand-in for configmap-reload, whose module cannot be had: the same flags, the same behaviour on a mounted
// ConfigMap (the kubelet swaps the symbolic link ..data), and a refusal of every flag that the original does not know.
package main

import (
	"flag"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

func main() {
	volume := flag.String("volume-dir", "", "the mounted ConfigMap to watch")
	hook := flag.String("webhook-url", "", "the URL to call after a change")
	method := flag.String("webhook-method", "POST", "the HTTP method of the call")
	status := flag.Int("webhook-status-code", 200, "the status that means success")
	flag.Parse()
	if *volume == "" || *hook == "" || flag.NArg() > 0 {
		log.Fatal("--volume-dir and --webhook-url are required, and nothing else may follow")
	}
	seen := version(*volume)
	for range time.Tick(500 * time.Millisecond) {
		now := version(*volume)
		if now == seen {
			continue
		}
		if err := call(*method, *hook, *status); err != nil {
			log.Printf("reload failed, trying again: %v", err)
			continue
		}
		log.Printf("reloaded after a change of %s", *volume)
		seen = now
	}
}

func version(volume string) string {
	target, err := os.Readlink(filepath.Join(volume, "..data"))
	if err != nil {
		log.Fatalf("%s is not a mounted ConfigMap: %v", volume, err)
	}
	return target
}

func call(method, url string, status int) error {
	request, err := http.NewRequest(method, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != status {
		return &http.ProtocolError{ErrorString: response.Status}
	}
	return nil
}
