from keras import layers, Sequential, Input
l = [3, 1, 2]; l.sort(reverse=True); l.insert(1, 9); l.remove(1); m = l[:]; m += [4]; l.extend(range(2))
n = l[1] + len(l) + len(m) + l.index(9) + sum(l[::2])
model = Sequential([Input((3,)), layers.Dense(n)])
