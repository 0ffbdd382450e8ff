package main

import (
	"math/rand/v2"
	"testing"
	"time"
)

// The comparison must see a shift of a fifth of the spread in 2 000 times, and none where there is none.
func TestMannWhitney(t *testing.T) {
	draw := func(r *rand.Rand, shift float64) []time.Duration {
		list := make([]time.Duration, probes)
		for i := range list {
			list[i] = time.Duration((100 + 20*r.NormFloat64() + shift) * 1000)
		}
		return list
	}
	small := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		if p := mannWhitney(draw(r, 0), draw(r, 0)); p < 0.05 {
			small++
		} else if p > 1 {
			t.Errorf("p %f", p)
		}
	}
	if small < 2 || small > 25 {
		t.Errorf("of 200 pairs from one distribution %d are told apart at 5 %%", small)
	}
	r := rand.New(rand.NewPCG(1, 1))
	if p := mannWhitney(draw(r, 0), draw(r, 4)); p > 0.001 {
		t.Errorf("a shift of a fifth of the spread is not seen: p %f", p)
	}
	same := make([]time.Duration, 100)
	if p := mannWhitney(append(same, 1), append(same, 2)); p < 0.1 {
		t.Errorf("nearly all times equal: p %f", p)
	}
}
