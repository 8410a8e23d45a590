from keras import layers, Sequential, Input
match 5:
    case int(v) if v > 9: n = 1
    case int(v): n = v + 1
model = Sequential([Input((3,)), layers.Dense(n)])
