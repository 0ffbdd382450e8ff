// Package same proves that two builds of one source are equal: in folders of other names, under another user, with caches of their own, another time zone and
// language. Whoever builds Siegel can compare what others run (PROTOCOL 2.14, T14). It holds tests only.
package same
