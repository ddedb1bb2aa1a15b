package main

import (
	"fmt"
	"strconv"
	"text/template/parse"
)

const printed = "printed"

// demand has everything that is printed be there: text/template prints "<no value>" where nothing is, which a database would
// read as a setting. Conditions may ask for what is not there.
func demand(node parse.Node) {
	switch found := node.(type) {
	case *parse.ListNode:
		if found == nil {
			return
		}
		for _, inner := range found.Nodes {
			demand(inner)
		}
	case *parse.IfNode:
		demandBoth(found.List, found.ElseList)
	case *parse.RangeNode:
		demandBoth(found.List, found.ElseList)
	case *parse.WithNode:
		demandBoth(found.List, found.ElseList)
	case *parse.ActionNode:
		if len(found.Pipe.Decl) == 0 {
			expression := found.Pipe.String()
			call := &parse.CommandNode{NodeType: parse.NodeCommand, Pos: found.Pos, Args: []parse.Node{
				parse.NewIdentifier(printed).SetPos(found.Pos),
				&parse.StringNode{NodeType: parse.NodeString, Pos: found.Pos, Quoted: strconv.Quote(expression), Text: expression},
			}}
			found.Pipe.Cmds = append(found.Pipe.Cmds, call)
		}
	}
}

func demandBoth(list, otherwise *parse.ListNode) {
	demand(list)
	demand(otherwise)
}

func present(expression string, value any) (any, error) {
	if value == nil {
		return nil, fmt.Errorf("{{ %s }} stands for nothing", expression)
	}
	return value, nil
}
