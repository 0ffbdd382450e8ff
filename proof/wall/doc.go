// Package wall proves that agencies see nothing of each other: three of them use one server, people of all three do at random what people do and what they must
// not, and after every step nothing of the other two has changed, and nothing of theirs was in the answer. It holds tests only. What each single route and each
// method of the store answers about foreign ids is in internal/api and internal/store (wall_test.go, foreign_test.go).
package wall
