from keras import layers, Sequential, Input
n = int(f'{3:02d}') + len(f'{"a":>5}') + len('{:<4}'.format('b')) + len('%3d' % 5)
model = Sequential([Input((3,)), layers.Dense(n)])
