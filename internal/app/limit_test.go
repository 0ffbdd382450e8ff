package app

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"siegel/internal/api"
	"siegel/internal/config"
)

// The settings begin with the protocol's numbers, and no limit of the interface is without a setting.
func TestLimitsAreTheProtocols(t *testing.T) {
	values, err := config.Load(map[string]string{"public_url": public}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Check(values)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := limitsOf(c.Limits), api.StandardLimits(); got != want {
		t.Errorf("the settings begin with %+v, the interface with %+v", got, want)
	}
	c.Limits.NoWork = true // a switch of measurements, none of the operator's: it has to arrive all the same
	for i, limits := 0, reflect.ValueOf(limitsOf(c.Limits)); i < limits.NumField(); i++ {
		if limits.Field(i).IsZero() {
			t.Errorf("%s has no setting", limits.Type().Field(i).Name)
		}
	}
}

// A stricter limit is kept to by the running server; a laxer one keeps it from starting, and makes nothing.
func TestLimitsOfARunningServer(t *testing.T) {
	where := folders(t)
	if code, _, errs := siegel(t, append([]string{"agency", "create", "--from", agencyExample}, where...)...); code != 0 {
		t.Fatal(errs)
	}
	server := start(t, append([]string{"--limit-pre", "2"}, where...)...)
	var got []int
	for range 3 {
		r, err := http.NewRequest("POST", "http://"+server.address+"/api/1/auth/pre", strings.NewReader(`{"agency":"donau","realm":"seeker","name":"sonne"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "portal.test"
		r.Header.Set("Siegel-Realm", "seeker")
		r.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		got = append(got, answer.StatusCode)
	}
	if fmt.Sprint(got) != "[200 200 429]" {
		t.Errorf("with two in ten minutes: %v", got)
	}
	if code, _, errs := siegel(t, append([]string{"serve", "--limit-pre", "61"}, folders(t)...)...); code != 1 || !strings.Contains(errs, "limit_pre: at most 60") {
		t.Errorf("with more than the protocol allows: %d %s", code, errs)
	}
}
