// Renders one template with Go's own text/template, for add-ons that were written for it. It reads a request from standard
// input and writes the result to standard output; what is wrong goes to standard error, with the template's name and line.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/template"

	sprig "github.com/go-task/slim-sprig/v3"
)

type request struct {
	Name string         `json:"name"`
	Text string         `json:"text"`
	Data map[string]any `json:"data"`
}

func main() {
	result, err := answer(os.Stdin)
	if err != nil {
		fmt.Fprint(os.Stderr, err)
		os.Exit(1)
	}
	io.WriteString(os.Stdout, result)
}

func answer(input io.Reader) (string, error) {
	decoder := json.NewDecoder(input)
	decoder.UseNumber()
	var asked request
	if err := decoder.Decode(&asked); err != nil {
		return "", err
	}
	return render(asked.Name, asked.Text, numbers(asked.Data))
}

func render(name, text string, data any) (string, error) {
	parsed, err := template.New(name).Funcs(functions()).Parse(text)
	if err != nil {
		return "", err
	}
	for _, one := range parsed.Templates() {
		demand(one.Root)
	}
	var output bytes.Buffer
	err = parsed.Execute(&output, data)
	return output.String(), err
}

func functions() template.FuncMap {
	all := sprig.TxtFuncMap()
	// A template sees what it is given, neither the environment of the process nor the time of day nor chance: it comes to the
	// same whenever it is rendered, or pods would be made anew for nothing.
	for _, name := range []string{"env", "expandenv", "now", "ago", "date", "dateInZone", "dateModify", "htmlDate", "htmlDateInZone", "randInt"} {
		delete(all, name)
	}
	all[printed] = present
	for name, function := range podFunctions {
		all[name] = function
	}
	return all
}

// Whole numbers as such: templates compare them with whole numbers.
func numbers(value any) any {
	switch found := value.(type) {
	case map[string]any:
		for key, inner := range found {
			found[key] = numbers(inner)
		}
	case []any:
		for i, inner := range found {
			found[i] = numbers(inner)
		}
	case json.Number:
		if whole, err := found.Int64(); err == nil {
			return whole
		}
		fraction, _ := found.Float64()
		return fraction
	}
	return value
}
