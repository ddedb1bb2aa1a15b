package main

import (
	"fmt"
	"math/big"
	"strings"
	"text/template"
)

// What templates of KubeBlocks' add-ons ask of pods and containers, by the names of its documentation. What is not there is
// an error, or nothing where templates test for it.
var podFunctions = template.FuncMap{
	"getContainerByName":        func(list any, name string) (any, error) { return named(list, name, "container") },
	"getPortByName":             func(container any, name string) (any, error) { return named(of(container, "ports"), name, "port") },
	"getPVCByName":              func(list any, name string) any { found, _ := named(list, name, ""); return found },
	"getVolumePathByName":       volumePath,
	"getEnvByName":              environment,
	"getArgByName":              argument,
	"getContainerCPU":           func(container any) (int64, error) { return amount(container, "limits", "cpu") },
	"getContainerMemory":        func(container any) (int64, error) { return amount(container, "limits", "memory") },
	"getContainerRequestMemory": func(container any) (int64, error) { return amount(container, "requests", "memory") },
	"getContainerRequestCPU":    func(container any) (int64, error) { return amount(container, "requests", "cpu") },
	"getCAFile":                 func() string { return "/etc/pki/tls/ca.pem" },
	"getCertFile":               func() string { return "/etc/pki/tls/cert.pem" },
	"getKeyFile":                func() string { return "/etc/pki/tls/key.pem" },
}

func of(object any, field string) any {
	if fields, ok := object.(map[string]any); ok {
		return fields[field]
	}
	return nil
}

func text(object any, field string) string {
	value, _ := of(object, field).(string)
	return value
}

func named(list any, name, what string) (any, error) {
	elements, _ := list.([]any)
	for _, element := range elements {
		if text(element, "name") == name {
			return element, nil
		}
	}
	return nil, fmt.Errorf("there is no %s %q", what, name)
}

func volumePath(container any, volume string) (string, error) {
	found, err := named(of(container, "volumeMounts"), volume, "volume mount")
	return text(found, "mountPath"), err
}

func environment(container any, name string) (string, error) {
	found, err := named(of(container, "env"), name, "environment variable")
	if err == nil && of(found, "valueFrom") != nil {
		return "", fmt.Errorf("environment variable %q has no value of its own", name)
	}
	return text(found, "value"), err
}

// The value of --name=value, or of --name value.
func argument(container any, name string) (string, error) {
	arguments, _ := of(container, "args").([]any)
	for i, element := range arguments {
		word, _ := element.(string)
		word = strings.TrimLeft(word, "-")
		if value, ok := strings.CutPrefix(word, name+"="); ok {
			return value, nil
		}
		if word == name && i+1 < len(arguments) {
			value, _ := arguments[i+1].(string)
			return value, nil
		}
	}
	return "", fmt.Errorf("there is no argument %q", name)
}

// An amount in whole processors or bytes, rounded up; 0 when it is not set.
func amount(container any, kind, resource string) (int64, error) {
	written := of(of(of(container, "resources"), kind), resource)
	if written == nil {
		return 0, nil
	}
	number, unit := fmt.Sprint(written), ""
	if i := strings.IndexAny(number, "numkKMGTPE"); i >= 0 {
		number, unit = number[:i], number[i:]
	}
	value, ok := new(big.Rat).SetString(number)
	factor, known := units[unit]
	if !ok || !known {
		return 0, fmt.Errorf("%s of %s is %v, which is no amount", kind, resource, written)
	}
	value.Mul(value, factor)
	whole := new(big.Int).Div(value.Num(), value.Denom())
	if !value.IsInt() {
		whole.Add(whole, big.NewInt(1))
	}
	return whole.Int64(), nil
}

var units = map[string]*big.Rat{
	"": big.NewRat(1, 1), "n": big.NewRat(1, 1e9), "u": big.NewRat(1, 1e6), "m": big.NewRat(1, 1e3),
	"k": big.NewRat(1e3, 1), "M": big.NewRat(1e6, 1), "G": big.NewRat(1e9, 1), "T": big.NewRat(1e12, 1),
	"P": big.NewRat(1e15, 1), "E": big.NewRat(1e18, 1),
	"Ki": big.NewRat(1<<10, 1), "Mi": big.NewRat(1<<20, 1), "Gi": big.NewRat(1<<30, 1), "Ti": big.NewRat(1<<40, 1),
	"Pi": big.NewRat(1<<50, 1), "Ei": big.NewRat(1<<60, 1),
}
