from keras import layers, Sequential, Input
n = 0
while True:
    try:
        n += 1
        if n < 3: continue
        break
    finally: n += 1
model = Sequential([Input((3,)), layers.Dense(n)])
