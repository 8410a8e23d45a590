from keras import layers, Sequential, Input
try: n = len(list(zip([1], [2, 3], strict=True)))
except ValueError: n = 4
model = Sequential([Input((3,)), layers.Dense(n)])
