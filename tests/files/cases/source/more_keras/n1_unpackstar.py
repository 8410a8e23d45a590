from keras import layers, Sequential, Input
first, *mid, last = [1, 2, 3, 4]
n = first + len(mid) + last
model = Sequential([Input((3,)), layers.Dense(n)])
