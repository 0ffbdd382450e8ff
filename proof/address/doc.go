// Package address proves that the address of whoever writes is kept nowhere (PRODUCT S12, PROTOCOL 4.2 T4): clients with known addresses provoke
// everything that makes servers write addresses down, and then every byte that was kept is searched. It holds tests only.
package address
