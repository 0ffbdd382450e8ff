package api

type storedItem struct {
	Key   string `json:"key"`
	Count int64  `json:"count"`
	Bytes int64  `json:"bytes"`
	Since *int64 `json:"since"`
	Until *int64 `json:"until"`
}

// getStored says what is kept about the caller.
func getStored(c *call) (any, error) {
	items, err := c.store().Stored(c.r.Context(), c.by)
	out := make([]storedItem, 0, len(items))
	for _, i := range items {
		out = append(out, storedItem{i.Key, i.Count, i.Bytes, moment(i.Since), moment(i.Until)})
	}
	return struct {
		Items []storedItem `json:"items"`
	}{out}, err
}
