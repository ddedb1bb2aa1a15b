package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"github.com/hashicorp/raft"
)

const data = "/var/lib/hyperbytedb/data"

// command is what the log of the Raft holds: lines to be written, or the word that turns those written into a file.
type command struct {
	Database string   `json:"db,omitempty"`
	Lines    []string `json:"lines,omitempty"`
	Flush    bool     `json:"flush,omitempty"`
}

// measurement holds points by what identifies them, as a point that is written twice is one.
type measurement struct {
	Points   map[string]string   `json:"points"`
	Files    []string            `json:"files"`
	Contents map[string][]string `json:"contents"`
	Fresh    []string            `json:"fresh"`
}

type state struct {
	Sequence  uint64                             `json:"sequence"`
	Databases map[string]map[string]*measurement `json:"databases"`
}

// store is what the members agree on. Files come out of the log, so all members have the same under the same names.
type store struct {
	mutex sync.Mutex
	state state
}

func newStore() *store {
	return &store{state: state{Databases: map[string]map[string]*measurement{}}}
}

func (s *store) Apply(entry *raft.Log) any {
	var read command
	if err := json.Unmarshal(entry.Data, &read); err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if read.Flush {
		return s.flush()
	}
	s.state.Sequence++
	for _, line := range read.Lines {
		name, _, _ := strings.Cut(line, ",")
		name, _, _ = strings.Cut(name, " ")
		found := s.measurement(read.Database, name)
		words := strings.Fields(line)
		identity := words[0] + " " + words[len(words)-1]
		found.Points[identity] = line
		found.Fresh = append(found.Fresh, line)
	}
	return nil
}

func (s *store) measurement(database, name string) *measurement {
	if s.state.Databases[database] == nil {
		s.state.Databases[database] = map[string]*measurement{}
	}
	if s.state.Databases[database][name] == nil {
		s.state.Databases[database][name] = &measurement{
			Points: map[string]string{}, Contents: map[string][]string{}}
	}
	return s.state.Databases[database][name]
}

func (s *store) flush() error {
	for database, measurements := range s.state.Databases {
		for name, found := range measurements {
			if len(found.Fresh) == 0 {
				continue
			}
			file := fmt.Sprintf("%012d.parquet", s.state.Sequence)
			if err := write(filepath.Join(data, database, name, "autogen", file), found.Fresh); err != nil {
				return err
			}
			found.Files = append(found.Files, file)
			found.Contents[file] = found.Fresh
			found.Fresh = nil
		}
	}
	return nil
}

// write makes a file that never changes again.
func write(path string, lines []string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path+".part", []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

func (s *store) dirty() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, measurements := range s.state.Databases {
		for _, found := range measurements {
			if len(found.Fresh) > 0 {
				return true
			}
		}
	}
	return false
}

func (s *store) count(database, name string) int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if found := s.state.Databases[database][name]; found != nil {
		return len(found.Points)
	}
	return 0
}

func (s *store) sequence() uint64 {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.state.Sequence
}

type manifestMeasurement struct {
	Name  string   `json:"name"`
	RP    string   `json:"rp"`
	Files []string `json:"parquet_files"`
}

type manifestDatabase struct {
	Name         string                `json:"name"`
	Measurements []manifestMeasurement `json:"measurements"`
}

func (s *store) manifest() (uint64, []manifestDatabase) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	databases := []manifestDatabase{}
	for database, measurements := range s.state.Databases {
		read := manifestDatabase{Name: database, Measurements: []manifestMeasurement{}}
		for name, found := range measurements {
			read.Measurements = append(read.Measurements,
				manifestMeasurement{name, "autogen", append([]string{}, found.Files...)})
		}
		sort.Slice(read.Measurements, func(i, j int) bool { return read.Measurements[i].Name < read.Measurements[j].Name })
		databases = append(databases, read)
	}
	sort.Slice(databases, func(i, j int) bool { return databases[i].Name < databases[j].Name })
	return s.state.Sequence, databases
}

type snapshot []byte

func (s *store) Snapshot() (raft.FSMSnapshot, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	bytes, err := json.Marshal(s.state)
	return snapshot(bytes), err
}

func (s snapshot) Persist(sink raft.SnapshotSink) error {
	if _, err := sink.Write(s); err != nil {
		_ = sink.Cancel()
		return err
	}
	return sink.Close()
}

func (s snapshot) Release() {}

// Restore takes over what another member, or a backup, holds, files included.
func (s *store) Restore(from io.ReadCloser) error {
	defer from.Close()
	read := state{Databases: map[string]map[string]*measurement{}}
	if err := json.NewDecoder(from).Decode(&read); err != nil {
		return err
	}
	for database, measurements := range read.Databases {
		for name, found := range measurements {
			for _, file := range found.Files {
				path := filepath.Join(data, database, name, "autogen", file)
				if _, err := os.Stat(path); os.IsNotExist(err) {
					if err := write(path, found.Contents[file]); err != nil {
						return err
					}
				}
			}
		}
	}
	s.mutex.Lock()
	s.state = read
	s.mutex.Unlock()
	return nil
}
