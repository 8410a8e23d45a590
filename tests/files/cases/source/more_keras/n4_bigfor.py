from keras import layers, Sequential, Input
n = 0
for i in range(3):
    for j in range(3):
        if j == 2: break
        if i == j: continue
        n += i + j
    else: n += 100
model = Sequential([Input((3,)), layers.Dense(n)])
