"""llama-server as a process: python llama_server.py MODEL.gguf [KEY]. Prints its address once it answers."""

import signal
import sys

from xllamacpp import CommonParams, Server  # type: ignore[import-untyped]

params = CommonParams()
params.model.path = sys.argv[1]
params.model_alias = {"embedded"}
params.api_keys = sys.argv[2:]
params.n_ctx = 4096  # half for each of two answers
params.n_parallel = 2
params.fit_params = False
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
server = Server(params)
print(server.listening_address, flush=True)
signal.pause()
