// Loaded before a process: its machine's clock is off by so much, ms.
const offMs = Number(process.env.CLOCK_OFF_MS)
const now = Date.now
Date.now = () => now() + offMs
