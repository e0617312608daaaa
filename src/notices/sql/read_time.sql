SELECT fairdraw.now_ms()
