from keras import layers, Sequential, Input
def g():
    try:
        yield 1
        yield 2
    finally:
        n.append(5)
n = []
for i in g():
    break
model = Sequential([Input((3,)), layers.Dense(len(n) + 1)])
