// A stand-in for Grafana in the tests of the operator, whose image cannot be had where they run: the HTTP API of data
// sources (https://grafana.com/docs/grafana/latest/developers/http_api/data_source/) with its two ways to log in, and
// provisioning from files as Grafana reads them at its start.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

type source struct {
	UID       string         `json:"uid" yaml:"uid"`
	Name      string         `json:"name" yaml:"name"`
	Type      string         `json:"type" yaml:"type"`
	Access    string         `json:"access" yaml:"access"`
	URL       string         `json:"url" yaml:"url"`
	User      string         `json:"user,omitempty" yaml:"user"`
	IsDefault bool           `json:"isDefault" yaml:"isDefault"`
	JSONData  map[string]any `json:"jsonData,omitempty" yaml:"jsonData"`
}

type grafana struct {
	lock             sync.Mutex
	password, apiKey string
	sources          map[string]source
	number           int
}

func main() {
	server := &grafana{
		password: os.Getenv("GF_SECURITY_ADMIN_PASSWORD"),
		apiKey:   os.Getenv("STAND_IN_API_KEY"),
		sources:  map[string]source{},
	}
	if folder := os.Getenv("GF_PATHS_PROVISIONING"); folder != "" {
		server.provision(folder)
	}
	http.HandleFunc("/api/health", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, `{"database":"ok","version":"12.0.0"}`)
	})
	http.HandleFunc("/api/datasources", server.guard(server.all))
	http.HandleFunc("/api/datasources/name/", server.guard(server.byName))
	http.HandleFunc("/api/datasources/uid/", server.guard(server.byUID))
	address := os.Getenv("STAND_IN_ADDRESS")
	if address == "" {
		address = ":3000"
	}
	log.Fatal(http.ListenAndServe(address, nil))
}

func (g *grafana) provision(folder string) {
	files, _ := filepath.Glob(folder + "/datasources/*.yaml")
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			log.Fatal(err)
		}
		var read struct {
			APIVersion  int      `yaml:"apiVersion"`
			Datasources []source `yaml:"datasources"`
		}
		decoder := yaml.NewDecoder(strings.NewReader(string(content)))
		decoder.KnownFields(true)
		if err := decoder.Decode(&read); err != nil || read.APIVersion != 1 {
			log.Fatalf("Datasource provisioning error: %s: %v", file, err)
		}
		for _, found := range read.Datasources {
			g.add(found)
		}
	}
	providers, _ := filepath.Glob(folder + "/dashboards/*.yaml")
	if len(providers) == 0 {
		log.Fatal("no dashboard provider is provisioned")
	}
}

func (g *grafana) add(added source) source {
	g.number++
	if added.UID == "" {
		added.UID = fmt.Sprintf("uid%d", g.number)
	}
	g.sources[added.UID] = added
	return added
}

func (g *grafana) guard(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, request *http.Request) {
		user, password, _ := request.BasicAuth()
		byKey := g.apiKey != "" && request.Header.Get("Authorization") == "Bearer "+g.apiKey
		byPassword := g.password != "" && user == "admin" && password == g.password
		if !byKey && !byPassword {
			answer(w, http.StatusUnauthorized, map[string]any{"message": "Invalid API key"})
			return
		}
		g.lock.Lock()
		defer g.lock.Unlock()
		next(w, request)
	}
}

func answer(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(body)
}

func (g *grafana) named(name string) (source, bool) {
	for _, found := range g.sources {
		if found.Name == name {
			return found, true
		}
	}
	return source{}, false
}

func (g *grafana) all(w http.ResponseWriter, request *http.Request) {
	switch request.Method {
	case http.MethodGet:
		list := []source{}
		for _, found := range g.sources {
			list = append(list, found)
		}
		answer(w, http.StatusOK, list)
	case http.MethodPost:
		var read source
		if err := strict(request, &read); err != nil || read.Name == "" || read.Type == "" || read.Access == "" {
			answer(w, http.StatusBadRequest, map[string]any{"message": fmt.Sprint("bad request data: ", err)})
			return
		}
		if _, exists := g.named(read.Name); exists {
			answer(w, http.StatusConflict, map[string]any{"message": "data source with the same name already exists"})
			return
		}
		made := g.add(read)
		answer(w, http.StatusOK, map[string]any{"message": "Datasource added", "name": made.Name, "datasource": made})
	default:
		answer(w, http.StatusMethodNotAllowed, map[string]any{})
	}
}

func (g *grafana) byName(w http.ResponseWriter, request *http.Request) {
	found, exists := g.named(strings.TrimPrefix(request.URL.Path, "/api/datasources/name/"))
	if !exists {
		answer(w, http.StatusNotFound, map[string]any{"message": "Data source not found"})
		return
	}
	if request.Method == http.MethodDelete {
		delete(g.sources, found.UID)
	}
	answer(w, http.StatusOK, found)
}

func (g *grafana) byUID(w http.ResponseWriter, request *http.Request) {
	uid := strings.TrimPrefix(request.URL.Path, "/api/datasources/uid/")
	if _, exists := g.sources[uid]; !exists {
		answer(w, http.StatusNotFound, map[string]any{"message": "Data source not found"})
		return
	}
	switch request.Method {
	case http.MethodPut:
		var read source
		if err := strict(request, &read); err != nil {
			answer(w, http.StatusBadRequest, map[string]any{"message": err.Error()})
			return
		}
		read.UID = uid
		g.sources[uid] = read
		answer(w, http.StatusOK, map[string]any{"message": "Datasource updated", "datasource": read})
	case http.MethodDelete:
		delete(g.sources, uid)
		answer(w, http.StatusOK, map[string]any{"message": "Data source deleted"})
	default:
		answer(w, http.StatusOK, g.sources[uid])
	}
}

func strict(request *http.Request, target any) error {
	decoder := json.NewDecoder(request.Body)
	decoder.DisallowUnknownFields()
	return decoder.Decode(target)
}
