"""Kill -9 and full disks, again and again, while a scripted handler works: nothing lost, nothing doubled."""
