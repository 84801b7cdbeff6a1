// These tests count sockets and connections of one process, and measure how fresh values are: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
