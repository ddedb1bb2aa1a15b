package main

import (
	"os"
	"regexp"
	"strings"

	"github.com/BurntSushi/toml"
)

// settings are the keys of GreptimeDB's configuration that the operator writes; see README.md for their source.
type settings struct {
	Logging struct {
		AppendStdout bool   `toml:"append_stdout"`
		Dir          string `toml:"dir"`
		Level        string `toml:"level"`
	} `toml:"logging"`
	// metasrv
	Backend        string   `toml:"backend"`
	StoreAddrs     []string `toml:"store_addrs"`
	StoreKeyPrefix string   `toml:"store_key_prefix"`
	// datanode
	Storage struct {
		DataHome        string `toml:"data_home"`
		Type            string `toml:"type"`
		Bucket          string `toml:"bucket"`
		Container       string `toml:"container"`
		Root            string `toml:"root"`
		Region          string `toml:"region"`
		Endpoint        string `toml:"endpoint"`
		Scope           string `toml:"scope"`
		CredentialPath  string `toml:"credential_path"`
		CachePath       string `toml:"cache_path"`
		CacheCapacity   string `toml:"cache_capacity"`
		AccessKeyID     string `toml:"access_key_id"`
		SecretAccessKey string `toml:"secret_access_key"`
	} `toml:"storage"`
	Wal struct {
		Provider string `toml:"provider"`
		Dir      string `toml:"dir"`
	} `toml:"wal"`
	RegionEngine []struct {
		Mito struct {
			EnableWriteCache bool   `toml:"enable_write_cache"`
			WriteCachePath   string `toml:"write_cache_path"`
			WriteCacheSize   string `toml:"write_cache_size"`
		} `toml:"mito"`
	} `toml:"region_engine"`
}

var size = regexp.MustCompile(`^[0-9]+(KiB|MiB|GiB|KB|MB|GB)$`)

// readSettings reads the file and ends the program when a key is unknown, of another role, or has no sense.
func readSettings(given arguments) settings {
	var read settings
	known, err := toml.DecodeFile(given.config, &read)
	if err != nil {
		fail("%s: %v", given.config, err)
	}
	if unknown := known.Undecoded(); len(unknown) > 0 {
		fail("%s: unknown key %s", given.config, unknown[0])
	}
	for _, key := range known.Keys() {
		top := strings.Split(key.String(), ".")[0]
		if !allowed[given.role][top] {
			fail("%s: %s is no key of %s", given.config, key, given.role)
		}
	}
	if read.Logging.Dir == "" {
		fail("logging.dir: the root file system is read-only, and an empty value means a folder there")
	}
	if err := os.WriteFile(read.Logging.Dir+"/greptime.log", nil, 0o644); err != nil {
		fail("logging.dir: %v", err)
	}
	switch given.role {
	case "metasrv":
		if read.Backend != "etcd_store" || len(read.StoreAddrs) == 0 {
			fail("backend must be etcd_store with store_addrs")
		}
	case "datanode":
		checkStorage(given, read)
	}
	return read
}

var allowed = map[string]map[string]bool{
	"metasrv":  {"logging": true, "backend": true, "store_addrs": true, "store_key_prefix": true},
	"datanode": {"logging": true, "storage": true, "wal": true, "region_engine": true},
	"frontend": {"logging": true},
}

func checkStorage(given arguments, read settings) {
	storage := read.Storage
	switch storage.Type {
	case "File":
		if storage.Bucket != "" || storage.Container != "" || storage.Endpoint != "" {
			fail("storage: File knows no bucket, container or endpoint")
		}
	case "S3":
		if storage.Bucket == "" || storage.Region == "" {
			fail("storage: S3 needs bucket and region")
		}
	case "Gcs":
		if storage.Bucket == "" {
			fail("storage: Gcs needs a bucket")
		}
	case "Azblob":
		if storage.Container == "" {
			fail("storage: Azblob needs a container")
		}
		if storage.Endpoint == "" && os.Getenv("GREPTIMEDB_DATANODE__STORAGE__ENDPOINT") == "" {
			fail("storage: Azblob needs an endpoint")
		}
	default:
		fail("storage.type %q is none of File, S3, Gcs, Azblob", storage.Type)
	}
	if storage.AccessKeyID != "" || storage.SecretAccessKey != "" {
		fail("storage: credentials stand in the configuration file")
	}
	if storage.DataHome != given.dataHome {
		fail("storage.data_home is %s, --data-home %s", storage.DataHome, given.dataHome)
	}
	if storage.CacheCapacity != "" && !size.MatchString(storage.CacheCapacity) {
		fail("storage.cache_capacity %q is no size", storage.CacheCapacity)
	}
	if storage.CacheCapacity != "" && strings.HasPrefix(version(), "1.") {
		fail("storage.cache_capacity: unknown since 1.0")
	}
	for _, engine := range read.RegionEngine {
		if !size.MatchString(engine.Mito.WriteCacheSize) {
			fail("region_engine.mito.write_cache_size %q is no size", engine.Mito.WriteCacheSize)
		}
	}
	if read.Wal.Provider != "raft_engine" || !strings.HasPrefix(read.Wal.Dir, storage.DataHome) {
		fail("wal must be raft_engine in the data home")
	}
}
