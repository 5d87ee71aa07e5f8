/** Whether there is a process of this pid. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process: alive, and not ours to signal.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
