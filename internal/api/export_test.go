package api

// Fail is how every call fails.
var Fail = fail
