from keras import layers, Sequential, Input
n = [y := 3, y ** 2][1]
n += sum((z := i) for i in range(3)) + z
model = Sequential([Input((3,)), layers.Dense(n)])
